// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/scriptwords.h"

#include "sql/classify.h"
#include "sql/lexer.h"
#include "sql/splitter.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

// Rows are nobody's structure: what they are read from and written to is left as it was.
static bool isOfRows(sql::StatementKind kind)
{
    using enum sql::StatementKind;
    static constexpr std::array Kinds{Select, Insert, Update,  Delete,  Merge, Copy,   Call,
                                      Vacuum, Lock,   Analyze, Refresh, Set,   Explain};
    return std::ranges::find(Kinds, kind) != Kinds.end();
}

static void addWordsOf(ScriptWords &words, QByteArrayView text)
{
    static const QRegularExpression word(uR"([\w$]+)"_s, QRegularExpression::UseUnicodePropertiesOption);
    const QString lower = QString::fromUtf8(text).toLower();
    for (auto found = word.globalMatch(lower); found.hasNext();)
        words.insert(found.next().captured());
}

// Names stand outside of comments and strings, but for those of DO, which runs what is in its string.
static void addNames(ScriptWords &words, QByteArrayView statement, sql::StatementKind kind)
{
    sql::Lexer lexer;
    lexer.setInput(statement, 0, true);
    for (sql::Token token = lexer.next(); token.type != sql::TokenType::End; token = lexer.next()) {
        if (token.type == sql::TokenType::NeedMore)
            break;
        const QByteArrayView text = statement.sliced(qsizetype(token.begin), qsizetype(token.end - token.begin));
        if (token.type == sql::TokenType::Word || token.type == sql::TokenType::QuotedName
            || (token.type == sql::TokenType::String && kind == sql::StatementKind::Do))
            addWordsOf(words, text);
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
    }
}

void addWords(ScriptWords &words, const QByteArray &script)
{
    const Result<std::vector<sql::Piece>> pieces = sql::split(script);
    if (!pieces) {
        addWordsOf(words, script);
        return;
    }
    for (const sql::Piece &piece : *pieces) {
        if (piece.kind != sql::PieceKind::Statement)
            continue;
        const QByteArrayView text = sql::textOf(piece, script);
        const sql::StatementKind kind = sql::classify(QString::fromUtf8(text)).kind;
        if (!isOfRows(kind))
            addNames(words, text, kind);
    }
}

} // namespace howdah::migration
