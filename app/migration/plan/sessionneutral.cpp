// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/sessionneutral.h"

#include "migration/plan/plan.h"
#include "sql/lexer.h"

#include <algorithm>
#include <array>
#include <span>

namespace howdah::migration {

using sql::Token;
using sql::TokenType;

// What is longer gains nothing by it.
constexpr qsizetype ShortText = 64 << 10;

namespace {

// A word, or the kind of what is none, at a depth of parentheses.
struct Mark
{
    QByteArray word; // upper case; empty for everything but an unquoted word
    int depth = 0;
};

struct Outline
{
    std::vector<Mark> marks;
    int deepest = 0;
    bool strange = false; // a temporary schema, a backslash, something that does not end

    [[nodiscard]] bool startsWith(std::initializer_list<QByteArrayView> words) const
    {
        return marks.size() >= words.size()
            && std::ranges::equal(words, std::span(marks).first(words.size()), {}, {}, [](const Mark &mark) {
                   return QByteArrayView(mark.word);
               });
    }
    [[nodiscard]] bool has(QByteArrayView word, int depth) const
    {
        return std::ranges::any_of(marks, [&](const Mark &mark) { return mark.depth <= depth && mark.word == word; });
    }
};

Outline outlineOf(QByteArrayView statement)
{
    Outline outline;
    int depth = 0;
    sql::Lexer lexer;
    lexer.setInput(statement, 0, true);
    while (true) {
        const Token token = lexer.next();
        if (token.type == TokenType::End) {
            outline.strange = lexer.open() != sql::OpenToken::None || outline.strange;
            return outline;
        }
        if (token.type == TokenType::Backslash || token.type == TokenType::NeedMore) {
            outline.strange = true;
            return outline;
        }
        if (token.symbol == '(')
            outline.deepest = std::max(outline.deepest, ++depth);
        else if (token.symbol == ')')
            --depth;
        const bool name = token.type == TokenType::Word || token.type == TokenType::QuotedName;
        // The text of a long name is not available.
        if (name && (token.text.isEmpty() || token.text.toByteArray().toLower().contains("pg_temp")))
            outline.strange = true;
        if (token.type == TokenType::Word)
            outline.marks.push_back({token.text.toByteArray().toUpper(), depth});
    }
}

// Its defaults and checks are not evaluated; the bounds of a partition and the query behind AS are.
bool isQuietTable(const Outline &outline)
{
    static constexpr std::array Evaluated{"AS", "PARTITION", "OF", "EXECUTE", "SELECT"};
    return std::ranges::none_of(Evaluated, [&outline](const char *word) { return outline.has(word, 0); });
}

// Of plain columns: an expression or a condition calls functions.
bool isQuietIndex(const Outline &outline) { return outline.deepest <= 1 && !outline.has("WHERE", 0); }

} // namespace

bool isSessionNeutral(QByteArrayView statement)
{
    if (statement.size() > ShortText)
        return false;
    const Outline outline = outlineOf(statement);
    if (outline.strange)
        return false;
    if (outline.startsWith({"CREATE", "TABLE"}) || outline.startsWith({"CREATE", "UNLOGGED", "TABLE"}))
        return isQuietTable(outline);
    if (outline.startsWith({"CREATE", "INDEX"}) || outline.startsWith({"CREATE", "UNIQUE", "INDEX"}))
        return isQuietIndex(outline);
    if (outline.startsWith({"CREATE", "TYPE"}))
        return outline.has("ENUM", 0);
    if (outline.startsWith({"COMMENT", "ON"}))
        return true;
    static constexpr std::array Kinds{"TABLE", "INDEX", "VIEW", "TYPE", "SEQUENCE", "SCHEMA", "FUNCTION", "TRIGGER"};
    return std::ranges::any_of(Kinds, [&outline](const char *kind) { return outline.startsWith({"DROP", kind}); });
}

bool isSessionNeutral(const Step &step)
{
    if (step.text.size() > ShortText)
        return false;
    return std::ranges::all_of(step.statements, [&step](const PlannedStatement &statement) {
        return !statement.isCopy()
            && isSessionNeutral(QByteArrayView(step.text).sliced(statement.offset, statement.size));
    });
}

} // namespace howdah::migration
