// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/candidates/conditionterms.h"

#include "sql/parser.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

struct ColumnPlace
{
    QStringList names;
    qsizetype at = 0; // bytes
};

// All places of an expression, and its columns.
void collect(const QJsonValue &value, std::vector<ColumnPlace> &columns, qsizetype &first, bool &isPlain)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            collect(item, columns, first, isPlain);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "ColumnRef"_L1) {
            const qsizetype at = it.value()["location"_L1].toInteger();
            const QJsonArray fields = it.value()["fields"_L1].toArray();
            const bool star = std::any_of(fields.begin(), fields.end(), [](const QJsonValue &field) {
                return field.toObject().contains("A_Star"_L1);
            });
            isPlain = isPlain && !star;
            columns.push_back({sql::nameParts(it.value()["fields"_L1]), at});
            first = std::min(first, at);
        } else if (it.key() == "SubLink"_L1 || it.key() == "ParamRef"_L1) {
            isPlain = false;
        } else if (it.key() == "location"_L1) {
            // TypeName says -1 where it stands nowhere.
            if (it.value().toInteger() >= 0)
                first = std::min(first, qsizetype(it.value().toInteger()));
        } else {
            collect(it.value(), columns, first, isPlain);
        }
    }
}

// The bytes behind an identifier and the point after it.
qsizetype behindQualifier(const QByteArray &text, qsizetype at)
{
    if (at < text.size() && text[at] == '"') {
        for (++at; at < text.size(); ++at) {
            if (text[at] != '"')
                continue;
            if (at + 1 < text.size() && text[at + 1] == '"')
                ++at;
            else
                break;
        }
    }
    const qsizetype point = text.indexOf('.', at);
    return point < 0 ? at : point + 1;
}

// An expression is cut where its operator begins: what it lacks of parentheses is put before it.
QByteArray balanced(QByteArray text)
{
    int depth = 0;
    int missing = 0;
    char quote = 0;
    for (const char c : text) {
        if (quote) {
            quote = c == quote ? 0 : quote; // a doubled one ends and begins again
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == '[') {
            ++depth;
        } else if ((c == ')' || c == ']') && --depth < 0) {
            ++missing;
            depth = 0;
        }
    }
    return QByteArray(missing, '(') + text + QByteArray(depth, ')');
}

// Parentheses around all of it say nothing.
QByteArray bare(QByteArray text)
{
    for (text = text.trimmed(); text.startsWith('(') && text.endsWith(')');) {
        const QByteArray inner = text.sliced(1, text.size() - 2);
        if (balanced(inner) != inner || sql::syntaxFailure("SELECT " + inner))
            break;
        text = inner.trimmed();
    }
    return text;
}

bool isWord(const QString &name)
{
    return !sql::syntaxFailure("SELECT " + name.toUtf8()) && name == name.toLower()
        && std::ranges::all_of(name, [](QChar c) { return c.isLetterOrNumber() || c == u'_'; });
}

class TermReader final
{
public:
    explicit TermReader(QByteArray text)
        : m_text(std::move(text))
    {
    }

    // [from, to) of the text, without qualifiers.
    [[nodiscard]] QByteArray unqualified(qsizetype from, qsizetype to, const std::vector<ColumnPlace> &columns) const
    {
        QByteArray text;
        qsizetype at = from;
        std::vector<ColumnPlace> inOrder = columns;
        std::ranges::sort(inOrder, {}, &ColumnPlace::at);
        for (const ColumnPlace &column : inOrder) {
            text += m_text.sliced(at, column.at - at);
            at = column.at;
            for (qsizetype i = 1; i < column.names.size(); ++i)
                at = behindQualifier(m_text, at);
        }
        return text + m_text.sliced(at, to - at);
    }

    // Nothing where it has no column, or columns of several relations, or something that no index can hold.
    [[nodiscard]] std::optional<Operand> operand(const QJsonValue &tree, qsizetype end) const
    {
        std::vector<ColumnPlace> columns;
        qsizetype first = end;
        bool plain = true;
        collect(tree, columns, first, plain);
        if (columns.empty() || !plain || first >= end)
            return {};
        Operand operand{columns.front().names.size() > 1 ? columns.front().names.front() : QString(), {}, {}};
        for (const ColumnPlace &column : columns) {
            const QString alias = column.names.size() > 1 ? column.names.front() : QString();
            if (alias != operand.alias || column.names.isEmpty() || column.names.size() > 2)
                return {};
        }
        if (const QJsonValue column = withoutCast(tree)["ColumnRef"_L1]; column.isObject()) {
            operand.column = columns.front().names.back();
            operand.sql = isWord(operand.column) ? operand.column : sql::quoteIdentifier(operand.column);
            return operand;
        }
        const QByteArray text = bare(balanced(unqualified(first, end, columns).trimmed()));
        if (sql::syntaxFailure("SELECT (" + text + ")"))
            return {};
        operand.sql = QString::fromUtf8(text);
        return operand;
    }

    // `(name)::text` of a character varying is answered by the index on the column.
    static QJsonValue withoutCast(const QJsonValue &tree)
    {
        const QJsonValue cast = tree["TypeCast"_L1];
        const QStringList name = sql::nameParts(cast["typeName"_L1]["names"_L1]);
        return cast.isObject() && !name.isEmpty() && name.back() == "text"_L1 ? cast["arg"_L1] : tree;
    }

    static bool hasColumns(const QJsonValue &tree)
    {
        std::vector<ColumnPlace> columns;
        qsizetype first = 0;
        bool plain = true;
        collect(tree, columns, first, plain);
        return !columns.empty();
    }

    [[nodiscard]] qsizetype size() const { return m_text.size(); }
    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
};

class ConditionReader final
{
public:
    explicit ConditionReader(const QByteArray &text)
        : m_reader(text)
    {
    }

    void read(const QJsonValue &tree, qsizetype end)
    {
        if (const QJsonObject both = tree["BoolExpr"_L1].toObject(); both["boolop"_L1] == "AND_EXPR"_L1) {
            readAll(both["args"_L1].toArray(), end);
        } else if (both["boolop"_L1] == "NOT_EXPR"_L1) {
            single(TermKind::IsFalse, both["args"_L1].toArray().at(0), end);
        } else if (const QJsonValue test = tree["NullTest"_L1]; test.isObject()) {
            single(
                test["nulltesttype"_L1].toString() == "IS_NULL"_L1 ? TermKind::IsNull : TermKind::IsNotNull,
                test["arg"_L1], test["location"_L1].toInteger());
        } else if (tree["ColumnRef"_L1].isObject()) {
            single(TermKind::IsTrue, tree, end);
        } else if (const QJsonValue expression = tree["A_Expr"_L1]; expression.isObject()) {
            comparison(expression);
        }
    }

    std::vector<Term> terms;

private:
    // Each ends before the next begins.
    void readAll(const QJsonArray &args, qsizetype end)
    {
        for (qsizetype i = 0; i < args.size(); ++i) {
            qsizetype until = end;
            if (i + 1 < args.size()) {
                std::vector<ColumnPlace> columns;
                bool plain = true;
                collect(args.at(i + 1), columns, until, plain);
            }
            read(args.at(i), until);
        }
    }

    void single(TermKind kind, const QJsonValue &tree, qsizetype end)
    {
        auto operand = m_reader.operand(tree, end);
        // NOT and a bare condition are asked of columns only.
        if (!operand || ((kind == TermKind::IsTrue || kind == TermKind::IsFalse) && operand->column.isEmpty()))
            return;
        const QString name = operand->column.isEmpty() ? u"(%1)"_s.arg(operand->sql) : operand->sql;
        QString sql;
        switch (kind) {
        case TermKind::IsNull:
            sql = name + u" IS NULL"_s;
            break;
        case TermKind::IsNotNull:
            sql = name + u" IS NOT NULL"_s;
            break;
        case TermKind::IsFalse:
            sql = u"NOT "_s + name;
            break;
        case TermKind::IsTrue:
        case TermKind::Equal:
        case TermKind::Range:
        case TermKind::Contains:
            sql = name;
            break;
        }
        terms.push_back({kind, *operand, {}, false, sql});
    }

    void comparison(const QJsonValue &expression)
    {
        const QString kind = expression["kind"_L1].toString();
        const QStringList names = sql::nameParts(expression["name"_L1]);
        if ((kind != "AEXPR_OP"_L1 && kind != "AEXPR_OP_ANY"_L1) || names.isEmpty())
            return;
        const QString name = names.back();
        static const QSet<QString> ranges{u"<"_s, u"<="_s, u">"_s, u">="_s};
        static const QSet<QString> containing{u"@>"_s, u"<@"_s, u"&&"_s, u"?"_s, u"?|"_s, u"?&"_s, u"@@"_s};
        Term term;
        if (name == "="_L1)
            term.kind = TermKind::Equal;
        else if (kind == "AEXPR_OP"_L1 && ranges.contains(name))
            term.kind = TermKind::Range;
        else if (kind == "AEXPR_OP"_L1 && containing.contains(name))
            term.kind = TermKind::Contains;
        else
            return;
        sides(term, expression);
    }

    void sides(Term term, const QJsonValue &expression)
    {
        const QJsonValue right = expression["rexpr"_L1];
        const qsizetype at = expression["location"_L1].toInteger();
        const auto left = m_reader.operand(expression["lexpr"_L1], at);
        if (!TermReader::hasColumns(right)) {
            if (!left)
                return;
            term.left = *left;
            terms.push_back(term);
            return;
        }
        if (term.kind != TermKind::Equal)
            return;
        const auto other = TermReader::withoutCast(right)["ColumnRef"_L1];
        const QStringList names = sql::nameParts(other["fields"_L1]);
        if (!left && names.size() == 1) // constant = column
            return;
        if (!left || names.size() != 2 || left->alias == names.front())
            return;
        term.left = *left;
        term.right = {names[0], names[1], isWord(names[1]) ? names[1] : sql::quoteIdentifier(names[1])};
        term.isJoin = true;
        terms.push_back(term);
    }

    TermReader m_reader;
};

} // namespace

std::vector<Term> termsOf(const QString &condition)
{
    const QByteArray text = "SELECT " + condition.toUtf8();
    const auto tree = sql::parseTree(text);
    if (!tree || tree->size() != 1)
        return {};
    const QJsonArray targets = tree->at(0)["stmt"_L1]["SelectStmt"_L1]["targetList"_L1].toArray();
    if (targets.size() != 1)
        return {};
    ConditionReader reader(text);
    reader.read(targets.at(0)["ResTarget"_L1]["val"_L1], text.size());
    return reader.terms;
}

std::vector<SortTerm> sortTermsOf(const QString &sortKey)
{
    const QByteArray text = "SELECT ORDER BY " + sortKey.toUtf8() + " ";
    const auto tree = sql::parseTree(text);
    if (!tree || tree->size() != 1)
        return {};
    const QJsonArray keys = tree->at(0)["stmt"_L1]["SelectStmt"_L1]["sortClause"_L1].toArray();
    const TermReader reader(text);
    std::vector<SortTerm> terms;
    for (const QJsonValue key : keys) {
        const QJsonValue sort = key["SortBy"_L1];
        // Where an expression ends is not in the tree: of keys, only columns.
        if (!TermReader::withoutCast(sort["node"_L1])["ColumnRef"_L1].isObject())
            return {};
        const auto operand = reader.operand(sort["node"_L1], text.size());
        if (!operand)
            return {};
        SortTerm term{*operand, sort["sortby_dir"_L1].toString() == "SORTBY_DESC"_L1};
        const QString nulls = sort["sortby_nulls"_L1].toString();
        term.nullsFirst = nulls == "SORTBY_NULLS_FIRST"_L1 || (nulls != "SORTBY_NULLS_LAST"_L1 && term.descending);
        terms.push_back(term);
    }
    return terms;
}

std::vector<Operand> columnsOf(const QString &output)
{
    const QByteArray text = "SELECT " + output.toUtf8();
    const auto tree = sql::parseTree(text);
    if (!tree || tree->size() != 1)
        return {};
    const TermReader reader(text);
    std::vector<Operand> columns;
    for (const QJsonValue target : tree->at(0)["stmt"_L1]["SelectStmt"_L1]["targetList"_L1].toArray()) {
        const QJsonValue value = target["ResTarget"_L1]["val"_L1];
        if (!value["ColumnRef"_L1].isObject())
            return {};
        const auto operand = reader.operand(value, text.size());
        if (!operand)
            return {};
        columns.push_back(*operand);
    }
    return columns;
}

} // namespace howdah::plan
