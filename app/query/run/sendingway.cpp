// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/sendingway.h"

#include "sql/lexer.h"

namespace howdah::query {

using sql::Token;
using sql::TokenType;

// Behind the table or query: FROM STDIN or TO STDOUT.
static SendingWay copyWay(sql::Lexer &lexer)
{
    int depth = 0;
    SendingWay way = SendingWay::Rows;
    bool decided = false; // the last word was FROM or TO
    for (Token token = lexer.next();
         token.type != TokenType::End && token.type != TokenType::NeedMore && token.type != TokenType::Backslash;
         token = lexer.next()) {
        if (token.symbol == '(')
            ++depth;
        else if (token.symbol == ')')
            --depth;
        if (depth > 0 || token.type != TokenType::Word) {
            decided = false;
            continue;
        }
        if (decided && (sql::isKeyword(token.text, "stdin") || sql::isKeyword(token.text, "stdout")))
            return way;
        decided = sql::isKeyword(token.text, "from") || sql::isKeyword(token.text, "to");
        if (decided)
            way = sql::isKeyword(token.text, "from") ? SendingWay::CopyFrom : SendingWay::CopyTo;
    }
    return SendingWay::Rows;
}

SendingWay sendingWayOf(QByteArrayView sql, bool standardStrings)
{
    sql::Lexer lexer;
    lexer.setStandardStrings(standardStrings);
    lexer.setInput(sql, 0, true);
    const Token first = lexer.next();
    if (first.type != TokenType::Word)
        return SendingWay::Rows;
    if (sql::isKeyword(first.text, "copy"))
        return copyWay(lexer);
    if (sql::isKeyword(first.text, "set") || sql::isKeyword(first.text, "reset"))
        return SendingWay::Setting;
    return SendingWay::Rows;
}

} // namespace howdah::query
