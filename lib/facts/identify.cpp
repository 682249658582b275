#include "facts/identify.hpp"
namespace peil::facts {
Identify::Identify() = default;
void Identify::read(std::string_view, const IdentifierContext&, std::vector<Identifier>&) const {}
}
