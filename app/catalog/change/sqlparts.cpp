// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/sqlparts.h"

#include "catalog/change/tr.h"
#include "catalog/identifier.h"
#include "sql/lexer.h"
#include "sql/statementtree.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

namespace {

// Its name in a statement; PostgreSQL cuts longer ones without asking.
constexpr qsizetype LongestName = 63;

// Alone in "SELECT ...".
QJsonObject onlyTarget(const QString &text)
{
    const sql::StatementTree tree = sql::readStatement(text.toUtf8());
    if (!tree.is("SelectStmt"_L1))
        return {};
    for (auto field = tree.body.begin(); field != tree.body.end(); ++field) {
        if (field.key() != "targetList"_L1 && field.key() != "limitOption"_L1 && field.key() != "op"_L1)
            return {};
    }
    const QJsonArray targets = tree.body.value("targetList"_L1).toArray();
    const QJsonObject target = targets.at(0).toObject().value("ResTarget"_L1).toObject();
    if (targets.size() != 1 || target.contains("name"_L1))
        return {};
    return target.value("val"_L1).toObject();
}

} // namespace

bool isType(const QString &text)
{
    for (const QString &end : {QString(), u"\n"_s}) {
        const QJsonObject cast = onlyTarget(u"SELECT NULL::"_s + text + end).value("TypeCast"_L1).toObject();
        if (!cast.value("arg"_L1).toObject().contains("A_Const"_L1))
            return false;
    }
    // A comment would swallow what follows the type.
    return !onlyTarget(u"SELECT (NULL::"_s + text + u')').isEmpty();
}

bool isExpression(const QString &text)
{
    // In parentheses alone "1, 2" would be a row.
    return !onlyTarget(u"SELECT "_s + text).isEmpty() && !onlyTarget(u"SELECT ("_s + text + u')').isEmpty()
        && !onlyTarget(u"SELECT ("_s + text + u"\n)"_s).isEmpty();
}

QString defaultText(const QString &expression)
{
    const QByteArray probe = u"CREATE TABLE pg_temp.t (c int DEFAULT %1 NOT NULL)"_s.arg(expression).toUtf8();
    return sql::syntaxFailure(probe) ? u'(' + expression + u')' : expression;
}

bool mentions(const QString &expression, const QString &name)
{
    sql::Lexer lexer;
    const QByteArray text = expression.toUtf8();
    lexer.setInput(text, 0, true);
    while (true) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::End || token.type == sql::TokenType::NeedMore)
            return false;
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        const QString word = QString::fromUtf8(QByteArrayView(text).sliced(token.begin, token.end - token.begin));
        if (token.type == sql::TokenType::Word && word.toLower() == name)
            return true;
        if (token.type == sql::TokenType::QuotedName && word.mid(1).chopped(1).replace(u"\"\""_s, u"\""_s) == name)
            return true;
    }
}

QString nameProblem(const QString &name)
{
    if (name.isEmpty())
        return tr("Enter a name.");
    if (name.contains(QChar(0)))
        return tr("A name cannot hold a null character.");
    const qsizetype bytes = name.toUtf8().size();
    return bytes > LongestName
             ? tr("The name %1 is too long: %2 bytes of at most %3.").arg(name).arg(bytes).arg(LongestName)
             : QString();
}

QString quotedList(const QStringList &names)
{
    QStringList out;
    for (const QString &name : names)
        out << quoteIfNeeded(name);
    return out.join(u", "_s);
}

bool isNameTaken(const Catalog &catalog, const QString &schema, const QString &name)
{
    if (catalog.relation(schema, name))
        return true;
    return std::ranges::any_of(catalog.indexes, [&](const Index &index) {
        const Relation *owner = index.name == name ? catalog.relation(index.relation) : nullptr;
        return owner && owner->schema == schema;
    });
}

void StatementList::add(const QString &text, bool isAction)
{
    if (text.isEmpty())
        return;
    if (isAction) {
        m_actions << text;
        return;
    }
    flush();
    m_text += text;
}

void StatementList::flush()
{
    if (m_actions.isEmpty())
        return;
    m_text += m_actions.size() == 1 ? u"ALTER TABLE %1 %2;\n"_s.arg(m_table, m_actions.first())
                                    : u"ALTER TABLE %1\n    %2;\n"_s.arg(m_table, m_actions.join(u",\n    "_s));
    m_actions.clear();
}

QString StatementList::take()
{
    flush();
    return std::exchange(m_text, {});
}

} // namespace howdah::catalog
