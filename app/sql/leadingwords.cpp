// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/leadingwords.h"

#include "sql/lexer.h"

#include <algorithm>
#include <initializer_list>

namespace howdah::sql {

static bool isOneOf(const QByteArray &word, std::initializer_list<QByteArrayView> words)
{
    return std::ranges::find(words, QByteArrayView(word)) != words.end();
}

std::vector<QByteArray> leadingWords(const QByteArray &sql, std::size_t atMost)
{
    std::vector<QByteArray> words;
    Lexer lexer;
    lexer.setInput(sql, 0, true);
    while (words.size() < atMost) {
        const Token token = lexer.next();
        if (token.type == TokenType::End)
            break;
        if (token.type == TokenType::Backslash)
            lexer.skip(1);
        else if (token.type == TokenType::Word)
            words.push_back(token.text.toByteArray().toUpper());
    }
    return words;
}

// How many words behind CREATE, ALTER or DROP name the kind of object; `at` is the first of them.
static std::size_t objectWords(const std::vector<QByteArray> &words, std::size_t at)
{
    const QByteArray &first = words[at];
    const QByteArray second = at + 1 < words.size() ? words[at + 1] : QByteArray();
    if (first == "FOREIGN" && second == "DATA")
        return 3;
    if (first == "TEXT" && second == "SEARCH")
        return 3;
    if (first == "OPERATOR" && isOneOf(second, {"CLASS", "FAMILY"}))
        return 2;
    return isOneOf(first, {"MATERIALIZED", "FOREIGN", "EVENT", "ACCESS", "USER", "DEFAULT", "LARGE", "OWNED"})
                && isOneOf(second, {"VIEW", "TABLE", "TRIGGER", "METHOD", "MAPPING", "PRIVILEGES", "OBJECT", "BY"})
             ? 2
             : 1;
}

QString commandName(const std::vector<QByteArray> &words)
{
    if (words.empty())
        return {};
    QByteArray name = words.front();
    std::size_t at = 1;
    if (isOneOf(name, {"CREATE", "ALTER", "DROP"})) {
        while (at < words.size()
               && isOneOf(
                   words[at], {"OR", "REPLACE", "UNIQUE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED",
                               "RECURSIVE", "TRUSTED", "PROCEDURAL", "CONSTRAINT", "DEFAULT"})
               && !(words[at] == "DEFAULT" && at + 1 < words.size() && words[at + 1] == "PRIVILEGES"))
            ++at;
        if (at < words.size()) {
            for (std::size_t i = 0, count = objectWords(words, at); i < count && at + i < words.size(); ++i)
                name += ' ' + words[at + i];
        }
    } else if (words.size() > 1) {
        const QByteArray &second = words[1];
        if ((name == "START" && second == "TRANSACTION") || (name == "PREPARE" && second == "TRANSACTION")
            || (isOneOf(name, {"COMMIT", "ROLLBACK"}) && second == "PREPARED")
            || (name == "REFRESH" && second == "MATERIALIZED") || (name == "INSERT" && second == "INTO")
            || (name == "DELETE" && second == "FROM") || (name == "MERGE" && second == "INTO"))
            name += isOneOf(second, {"INTO", "FROM"}) ? QByteArray() : ' ' + second;
        if (name == "REFRESH MATERIALIZED")
            name += " VIEW";
    }
    return QString::fromUtf8(name);
}

} // namespace howdah::sql
