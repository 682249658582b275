// maps/map.hpp -- a map: a small text file that says what the columns or members of a file mean.
//
//   format    csv
//   separator ;
//   form      listing
//   title     from "Omschrijving"
//   text      from "Omschrijving" and "Opmerking"
//   price     from "Prijs (ct)" cents currency EUR
//   listed_at from "Datum" date dd-mm-yyyy
//   place     from "Plaats" or "Gemeente"
//   keep when "Status" is not "verwijderd"
//
// The language is described in peil-map(5). It only names things: there is nothing to run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"

namespace peil::maps {

/// Where a value stands in a row.
struct Source {
  std::string name;      ///< of a column or top-level member; or a JSON Pointer
  int column = 0;        ///< from 1, when named by number
  bool pointer = false;  ///< `name` is a JSON Pointer into the row
  bool of_root = false;  ///< … into the whole document (`^/name`)
};

/// `price from A or B and C cents currency EUR`.
struct Rule {
  std::string member;
  std::vector<std::vector<Source>> parts;  ///< joined by a newline; of each the first that has a value
  std::string constant;                    ///< `member is VALUE`
  std::optional<Decimal> times;            ///< what a number is multiplied by
  std::string date;                        ///< dd-mm-yyyy, mm/dd/yyyy, unix, unix-ms, iso; "" by itself
  std::string currency;
  std::string unit;
  int line = 0;
};

/// `keep when SOURCE is VALUE or VALUE`.
struct Condition {
  Source source;
  bool negated = false;
  std::vector<std::string> values;  ///< compared without case; "" is an absent value
};

struct Map {
  std::string name;               ///< as the user named it
  std::string format;             ///< csv tsv json jsonl xlsx whatsapp; "" any
  char separator = 0;             ///< 0: told from the file
  std::string charset;            ///< "" told from the file
  std::string sheet;              ///< of a workbook; "" the first
  int header = 1;                 ///< row with the names of columns; 0 none
  char decimal = 0;               ///< ',' or '.': which sign stands before decimals; 0 as it looks
  std::vector<std::string> rows;  ///< JSON Pointers to the arrays of rows, `*` for any element
  std::string form = "listing";
  std::vector<Rule> rules;
  std::vector<Condition> keep;
  std::string digest;   ///< of the text, for the run record
  std::string summary;  ///< its first comment
};

/// Members that a rule may fill, sorted, with a word about each: `price TAB amount asked`.
std::string list_members();

/// Reads a map. `file` names it in messages; all mistakes are told at once, one a line:
/// `FILE:LINE: unknown member "prise" (did you mean price?)`.
Result<Map> parse_map(std::string_view text, std::string_view file);

/// The text of a shipped map, or "".
std::string_view shipped_map(std::string_view name);
/// Lines `name TAB summary` of the shipped maps.
std::string list_maps();

/// A date by the letters of a map: `dd-mm-yyyy hh:mm`, any other sign stands for itself; `unix` and `unix-ms`
/// count from 1970. As a record holds it: a day, or an instant in UTC where there is a time. nullopt when it
/// does not fit or there is no such day.
std::optional<std::string> read_date(std::string_view value, std::string_view format);

}  // namespace peil::maps
