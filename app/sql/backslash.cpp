// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/backslash.h"

#include "sql/statementshape.h"

#include <algorithm>

namespace howdah::sql {

namespace {

bool isBlank(char c) { return classOf(c) == CharClass::Space; }

QByteArrayView commandName(QByteArrayView line)
{
    qsizetype end = 1;
    while (end < line.size() && !isBlank(line[end]) && line[end] != '\\')
        ++end;
    return line.sliced(1, end - 1);
}

bool takesWholeLine(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 9> Names{"copy", "h", "help", "ef", "ev", "sf", "sf+", "sv", "sv+"};
    return name.startsWith('!') || std::ranges::find(Names, name) != Names.end();
}

} // namespace

qsizetype backslashCommandSize(QByteArrayView line)
{
    if (line.size() >= 2 && (line[1] == ';' || line[1] == ':' || line[1] == '\\'))
        return 2;
    const QByteArrayView name = commandName(line);
    if (takesWholeLine(name))
        return line.size();
    char quote = 0;
    bool first = true; // no argument has begun yet
    for (qsizetype i = 1 + name.size(); i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == '\\' && quote == '\'')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\\') {
            return i + 1 < line.size() && line[i + 1] == '\\' ? i + 2 : i;
        } else if (c == '|' && first) {
            return line.size();
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        }
        first &= isBlank(c);
    }
    return line.size();
}

bool readsCopyData(QByteArrayView backslashCommand)
{
    if (commandName(backslashCommand) != "copy")
        return false;
    Lexer lexer;
    lexer.setInput(backslashCommand.sliced(1), 0, true);
    StatementShape shape;
    for (Token token = lexer.next(); token.type != TokenType::End && token.type != TokenType::Backslash;
         token = lexer.next())
        shape.add(token);
    return shape.readsCopyData();
}

} // namespace howdah::sql
