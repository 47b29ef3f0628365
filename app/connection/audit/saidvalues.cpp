// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/saidvalues.h"

#include "sql/lexer.h"
#include "sql/statementtree.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// Collects the constants of one statement.
class Reader final
{
public:
    explicit Reader(const AuditEntry &entry)
        : m_entry(entry)
    {
    }

    std::vector<SaidValue> read(const sql::StatementTree &tree)
    {
        const QJsonValue relation = tree.body["relation"_L1];
        m_like.schema = relation["schemaname"_L1].toString();
        m_like.table = relation["relname"_L1].toString();
        for (const QJsonValue target : tree.body["targetList"_L1].toArray())
            take(target["ResTarget"_L1]["val"_L1], target["ResTarget"_L1]["name"_L1].toString());
        if (tree.is("InsertStmt"_L1))
            takeInserted(tree.body);
        takeCondition(tree.body["whereClause"_L1]);
        return std::move(m_values);
    }

private:
    void takeInserted(const QJsonObject &insert)
    {
        const QJsonArray columns = insert["cols"_L1].toArray();
        const auto takeAt = [&](const QJsonValue &value, qsizetype place) {
            m_like.place = columns.isEmpty() ? int(place) : -1;
            const QString column = columns[place]["ResTarget"_L1]["name"_L1].toString();
            if (columns.isEmpty() || place < columns.size())
                takeAll(withoutCasts(value), column, isConstant(value));
        };
        const QJsonValue select = insert["selectStmt"_L1]["SelectStmt"_L1];
        for (const QJsonValue row : select["valuesLists"_L1].toArray()) {
            const QJsonArray items = row["List"_L1]["items"_L1].toArray();
            for (qsizetype i = 0; i < items.size(); ++i)
                takeAt(items[i], i);
        }
        const QJsonArray selected = select["targetList"_L1].toArray();
        for (qsizetype i = 0; i < selected.size(); ++i)
            takeAt(selected[i]["ResTarget"_L1]["val"_L1], i);
        m_like.place = -1;
        const QJsonValue conflict = insert["onConflictClause"_L1];
        for (const QJsonValue target : conflict["targetList"_L1].toArray())
            take(target["ResTarget"_L1]["val"_L1], target["ResTarget"_L1]["name"_L1].toString());
        takeCondition(conflict["whereClause"_L1]);
    }

    // Comparisons, however they are joined: each constant is of the column on the other side.
    void takeCondition(const QJsonValue &condition)
    {
        for (const QJsonValue term : condition["BoolExpr"_L1]["args"_L1].toArray())
            takeCondition(term);
        const QJsonValue comparison = condition["A_Expr"_L1];
        if (!comparison.isObject())
            return;
        const QString left = columnIn(comparison["lexpr"_L1]);
        const QString right = columnIn(comparison["rexpr"_L1]);
        take(comparison["rexpr"_L1], left);
        take(comparison["lexpr"_L1], right);
    }

    static QJsonValue withoutCasts(QJsonValue value)
    {
        while (value["TypeCast"_L1].isObject())
            value = value["TypeCast"_L1]["arg"_L1];
        return value;
    }

    static QString columnIn(const QJsonValue &value)
    {
        const QJsonArray fields = withoutCasts(value)["ColumnRef"_L1]["fields"_L1].toArray();
        return fields.isEmpty() ? QString() : fields.last()["String"_L1]["sval"_L1].toString();
    }

    void take(const QJsonValue &value, const QString &column)
    {
        if (!column.isEmpty())
            takeAll(withoutCasts(value), column, isConstant(value));
    }

    static bool isConstant(const QJsonValue &value)
    {
        const QJsonValue plain = withoutCasts(value);
        return plain["ParamRef"_L1].isObject() || plain["A_Const"_L1].isObject();
    }

    // Whatever constants are in it.
    void takeAll(const QJsonValue &value, const QString &column, bool isWhole)
    {
        for (const QJsonValue item : value.toArray())
            takeAll(item, column, false);
        const QJsonObject object = value.toObject();
        for (auto part = object.begin(); part != object.end(); ++part) {
            if (part.key() == "ParamRef"_L1)
                takeParameter(part.value(), column, isWhole);
            else if (part.key() == "A_Const"_L1)
                takeConstant(part.value(), column, isWhole);
            else if (part.value().isObject() || part.value().isArray())
                takeAll(part.value(), column, false);
        }
    }

    void takeParameter(const QJsonValue &parameter, const QString &column, bool isWhole)
    {
        SaidValue said = m_like;
        said.column = column;
        said.isWhole = isWhole;
        said.parameter = parameter["number"_L1].toInt();
        const auto number = size_t(std::max(0, said.parameter));
        if (number >= 1 && number <= m_entry.parameters.size())
            said.value = m_entry.parameters[number - 1];
        m_values.push_back(std::move(said));
    }

    void takeConstant(const QJsonValue &constant, const QString &column, bool isWhole)
    {
        if (constant["isnull"_L1].toBool())
            return;
        SaidValue said = m_like;
        said.column = column;
        said.isWhole = isWhole;
        said.at = constant["location"_L1].toInteger(-1);
        if (const QJsonValue text = constant["sval"_L1]; text.isObject())
            said.value = text["sval"_L1].toString();
        else if (const QJsonValue number = constant["ival"_L1]; number.isObject())
            said.value = QString::number(number["ival"_L1].toInteger()); // 0 is left out
        m_values.push_back(std::move(said));
    }

    const AuditEntry &m_entry;
    SaidValue m_like;
    std::vector<SaidValue> m_values;
};

} // namespace

std::vector<SaidValue> valuesSaid(const AuditEntry &entry)
{
    if (entry.kind != AuditEntry::Kind::Statement)
        return {};
    const sql::StatementTree tree = sql::readStatement(entry.sql.toUtf8());
    const bool isRows = tree.is("InsertStmt"_L1) || tree.is("UpdateStmt"_L1) || tree.is("DeleteStmt"_L1);
    return isRows ? Reader(entry).read(tree) : std::vector<SaidValue>();
}

AuditEntry withoutValues(AuditEntry entry, const std::vector<SaidValue> &values)
{
    const QByteArray text = entry.sql.toUtf8();
    for (const SaidValue &said : values) {
        const auto number = size_t(std::max(0, said.parameter));
        if (number >= 1 && number <= entry.parameters.size() && entry.parameters[number - 1])
            entry.parameters[number - 1] = u"***"_s;
    }
    sql::Lexer lexer;
    lexer.setInput(text, 0, true);
    QByteArray out;
    qint64 copied = 0;
    qsizetype replaced = 0;
    for (sql::Token token = lexer.next(); token.type != sql::TokenType::End; token = lexer.next()) {
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        const bool isSaid = token.symbol == 0 && std::ranges::any_of(values, [&token](const SaidValue &said) {
                                return said.parameter == 0 && said.at == token.begin;
                            });
        if (!isSaid)
            continue;
        out += text.sliced(copied, token.begin - copied) + "'***'";
        copied = token.end;
        ++replaced;
    }
    entry.sql = QString::fromUtf8(out + text.sliced(copied));
    // What is spelled in several words (a sign before a number) is not looked for: then nothing of it is shown.
    if (replaced < std::ranges::count(values, 0, &SaidValue::parameter))
        entry.sql = entry.sql.section(u' ', 0, 0) + u" '***'"_s;
    return entry;
}

} // namespace howdah::connection
