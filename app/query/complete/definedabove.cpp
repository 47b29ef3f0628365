// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/definedabove.h"

#include "query/complete/statementtext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

// Words between CREATE and the name of what is made.
static bool isBeforeName(const Piece &piece)
{
    static const QSet<QString> words{
        u"or"_s,       u"replace"_s,      u"temp"_s,         u"temporary"_s,  u"unlogged"_s,   u"if"_s,
        u"not"_s,      u"exists"_s,       u"global"_s,       u"local"_s,      u"recursive"_s,  u"only"_s,
        u"unique"_s,   u"concurrently"_s, u"materialized"_s, u"foreign"_s,    u"table"_s,      u"view"_s,
        u"function"_s, u"procedure"_s,    u"type"_s,         u"domain"_s,     u"sequence"_s,   u"schema"_s,
        u"index"_s,    u"trigger"_s,      u"aggregate"_s,    u"role"_s,       u"user"_s,       u"group"_s,
        u"database"_s, u"server"_s,       u"policy"_s,       u"routine"_s,    u"constraint"_s, u"event"_s,
        u"operator"_s, u"cast"_s,         u"collation"_s,    u"publication"_s};
    return piece.kind == Piece::Kind::Name && words.contains(piece.name);
}

// Statements that may do anything, or that make names mean something else.
static bool isOpaque(const StatementText &text)
{
    static const QSet<QString> words{u"do"_s,      u"call"_s,  u"execute"_s, u"set"_s, u"reset"_s,
                                     u"discard"_s, u"begin"_s, u"import"_s,  u"load"_s};
    const Piece &first = text.at(0);
    if (first.name == u"begin")
        return false;
    return (first.kind == Piece::Kind::Name && words.contains(first.name))
        || (first.is(Word::Create) && text.at(1).is(Word::Extension));
}

void DefinedAbove::add(QByteArrayView statement)
{
    const StatementText text = readWhole(statement);
    if (text.size() == 0)
        return;
    const Piece &first = text.at(0);
    m_isUnknown = m_isUnknown || isOpaque(text);
    if (first.is(Word::Select) || first.is(Word::With)) { // SELECT ... INTO t; functions may do more, but seldom do
        for (int i = 1; i + 1 < text.size(); ++i) {
            const bool isInto =
                text.at(i).is(Word::Into) && !text.at(i - 1).is(Word::Replace) && text.at(i - 1).name != u"insert";
            if (isInto)
                m_targets.insert(text.at(isBeforeName(text.at(i + 1)) ? i + 2 : i + 1).name);
            if (text.at(i).name == u"set_config")
                m_isUnknown = true;
        }
        return;
    }
    if (!first.is(Word::Create) && !first.is(Word::Alter) && !first.is(Word::Drop))
        return;
    int at = 1;
    while (at < text.size() && isBeforeName(text.at(at)))
        ++at;
    for (; text.at(at).isName() && text.at(at + 1).is('.'); at += 2)
        m_words.insert(text.at(at).name);
    if (text.at(at).isName())
        m_targets.insert(text.at(at).name);
    for (int i = at; i < text.size(); ++i) {
        if (!text.at(i).isName())
            continue;
        m_words.insert(text.at(i).name);
        const bool isRenamed = text.at(i - 1).is(Word::To) || first.is(Word::Drop);
        if (isRenamed)
            m_targets.insert(text.at(i).name);
    }
}

bool DefinedAbove::mayExplain(QByteArrayView statement, qsizetype errorByte, const QString &sqlState) const
{
    const bool isOfNames = (sqlState.startsWith("42"_L1) && sqlState != u"42601") || sqlState == u"3F000"
                        || sqlState.startsWith("22"_L1) || sqlState == u"3D000";
    if (!isOfNames)
        return false;
    if (m_isUnknown)
        return true;
    if (m_targets.isEmpty() && m_words.isEmpty())
        return false;
    const StatementText text = readWhole(statement);
    return std::ranges::any_of(text.pieces, [&](const Piece &piece) {
        if (!piece.isName())
            return false;
        const bool isThere = errorByte >= piece.begin && errorByte < piece.end;
        return m_targets.contains(piece.name) || (isThere && m_words.contains(piece.name));
    });
}

} // namespace howdah::query::complete
