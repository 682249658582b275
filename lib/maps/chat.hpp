// maps/chat.hpp -- the text export of a chat in WhatsApp: each message begins with its date and author.
//
//   12-03-2024 14:05 - Jan: tekst          [12/03/2024, 14:05:33] Jan: text       3/12/24, 2:05 PM - Jan:
//   text 12.03.24, 14:05 - Jan: Text            12/03/2024 à 14:05 - Jan: texte
//
// Which number is the day is told from the whole file: a number above 12 decides, else 12-hour clocks with
// slashes put the month first. Lines of the system (who joined, what is encrypted) have no author.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peil::maps {

struct ChatMessage {
  std::uint64_t line = 0;  ///< in the file, from 1
  std::string date;        ///< 2024-03-12T14:05:00Z: the phone's clock, counted as UTC
  std::string author;
  std::string text;  ///< its lines
};

struct Chat {
  std::vector<ChatMessage> messages;
  std::uint64_t system_lines = 0;  ///< left out
  std::uint64_t undated = 0;       ///< messages whose date is no date
};

/// Whether the line begins a message.
bool chat_line(std::string_view line);
/// Whether most of the first lines that could begin a message do, three at least.
bool looks_like_chat(std::string_view text);

/// All messages, in order. Linear. REQUIRES: UTF-8.
Chat read_chat(std::string_view text);

}  // namespace peil::maps
