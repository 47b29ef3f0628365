// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/sensitivity.h"

#include "sql/parser.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using catalog::Catalog;
using catalog::Oid;
using catalog::RelationKind;

namespace {

constexpr int DeepestView = 16; // of views over views

// What of a view's query is made of sensitive columns. By names, without their tables: it may find too much, where two
// tables have a column of one name, and misses nothing.
class ViewQuery final
{
public:
    using SensitiveOf = std::function<QStringList(const QString &schema, const QString &relation)>;

    ViewQuery(const QJsonArray &tree, const SensitiveOf &sensitiveOf)
        : m_tree(tree)
    {
        visit(m_tree, [&](const QString &, const QJsonValue &value) {
            const QJsonObject range = value.toObject();
            if (!range.contains("relname"_L1)) // a RangeVar, wherever it stands
                return;
            const QStringList columns = sensitiveOf(range["schemaname"_L1].toString(), range["relname"_L1].toString());
            m_names.unite(QSet<QString>(columns.begin(), columns.end()));
            if (columns.isEmpty())
                return;
            addAliases(range["alias"_L1]);
            const QString alias = range["alias"_L1]["aliasname"_L1].toString();
            m_rows.insert(alias.isEmpty() ? range["relname"_L1].toString() : alias);
        });
        // What is called otherwise in an inner query is sensitive under that name as well.
        for (qsizetype before = -1; before != m_names.size() + m_rows.size();) {
            before = m_names.size() + m_rows.size();
            visit(
                m_tree, [this](const QString &name, const QJsonValue &value) { followNames(name, value.toObject()); });
        }
    }

    struct Output
    {
        QString name;
        bool isSensitive = false;
        bool isStar = false; // of all columns of something
    };
    // Of each column of its answer; nothing where it is not one query.
    [[nodiscard]] std::optional<std::vector<Output>> outputs() const
    {
        const QJsonObject statement = m_tree.isEmpty() ? QJsonObject() : m_tree.first()["stmt"_L1].toObject();
        if (!statement.contains("SelectStmt"_L1))
            return std::nullopt;
        return outputsOf(statement["SelectStmt"_L1].toObject());
    }

    // By which sensitive columns go in it.
    [[nodiscard]] const QSet<QString> &names() const { return m_names; }
    // Its answer is not made of rows.
    [[nodiscard]] bool isExplained() const
    {
        return !m_tree.isEmpty() && m_tree.first()["stmt"_L1].toObject().contains("ExplainStmt"_L1);
    }

private:
    // How many there are is no secret, unlike all that is made of their values.
    static bool isCount(const QString &name, const QJsonValue &value)
    {
        return name == "FuncCall"_L1
            && sql::nameParts(value["funcname"_L1]).value(value["funcname"_L1].toArray().size() - 1) == "count"_L1;
    }

    template <typename Work>
    static void visit(const QJsonValue &value, const Work &work, const QString &name = {})
    {
        if (value.isArray()) {
            for (const QJsonValue item : value.toArray())
                visit(item, work, name);
        } else if (value.isObject() && !isCount(name, value)) {
            work(name, value);
            const QJsonObject object = value.toObject();
            for (auto it = object.begin(); it != object.end(); ++it)
                visit(it.value(), work, it.key());
        }
    }

    [[nodiscard]] bool isSensitive(const QJsonValue &expression) const
    {
        bool found = false;
        visit(expression, [&](const QString &name, const QJsonValue &value) {
            if (name != "ColumnRef"_L1 || found)
                return;
            const QJsonArray fields = value["fields"_L1].toArray();
            const QString last = sql::nameParts(fields).value(fields.size() - 1);
            if (fields.isEmpty() || fields.last().toObject().contains("A_Star"_L1))
                found = !m_names.isEmpty(); // a whole row
            else
                found = m_names.contains(last) || (fields.size() == 1 && m_rows.contains(last));
        });
        return found;
    }

    // Both arms of UNION and its like: the first gives the names.
    [[nodiscard]] std::vector<Output> outputsOf(const QJsonObject &select) const
    {
        if (select.contains("larg"_L1)) {
            const auto arm = [&](QLatin1StringView name) {
                const QJsonObject own = select[name].toObject();
                return outputsOf(own.contains("SelectStmt"_L1) ? own["SelectStmt"_L1].toObject() : own);
            };
            std::vector<Output> left = arm("larg"_L1);
            const std::vector<Output> right = arm("rarg"_L1);
            for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
                left[i].isSensitive = left[i].isSensitive || right[i].isSensitive;
            return left;
        }
        std::vector<Output> outputs;
        for (const QJsonValue target : select["targetList"_L1].toArray()) {
            const QJsonValue value = target["ResTarget"_L1]["val"_L1];
            QString name = target["ResTarget"_L1]["name"_L1].toString();
            if (name.isEmpty())
                name = sql::nameParts(value["ColumnRef"_L1]["fields"_L1])
                           .value(-1 + value["ColumnRef"_L1]["fields"_L1].toArray().size());
            const QJsonArray fields = value["ColumnRef"_L1]["fields"_L1].toArray();
            const bool isStar = !fields.isEmpty() && fields.last().toObject().contains("A_Star"_L1);
            outputs.push_back({name, isSensitive(value), isStar});
        }
        return outputs;
    }

    void addAliases(const QJsonValue &alias)
    {
        for (const QString &name : sql::nameParts(alias["colnames"_L1]))
            m_names.insert(name);
    }

    void followNames(const QString &name, const QJsonObject &node)
    {
        if (node.contains("targetList"_L1) || node.contains("larg"_L1)) {
            for (const Output &output : outputsOf(node)) {
                if (output.isSensitive && !output.name.isEmpty())
                    m_names.insert(output.name);
            }
        }
        if (name == "JoinExpr"_L1 && !m_names.isEmpty())
            addAliases(node["alias"_L1]);
        if ((name == "RangeSubselect"_L1 || name == "RangeFunction"_L1) && isSensitive(QJsonValue(node))) {
            addAliases(node["alias"_L1]);
            m_rows.insert(node["alias"_L1]["aliasname"_L1].toString());
        }
        if (name == "CommonTableExpr"_L1 && isSensitive(QJsonValue(node))) {
            m_rows.insert(node["ctename"_L1].toString());
            for (const QString &column : sql::nameParts(node["aliascolnames"_L1]))
                m_names.insert(column);
        }
    }

    const QJsonArray m_tree;
    QSet<QString> m_names; // of columns that are sensitive somewhere in it
    QSet<QString> m_rows;  // what whole rows with such columns are called
};

class Search final
{
public:
    explicit Search(const Entities &entities)
        : m_entities(entities)
        , m_catalog(entities.catalog())
    {
        for (const BoundModel &model : entities.models()) {
            for (const BoundEntity &entity : model.entities)
                m_isAny = m_isAny || !entity.definition->sensitive.isEmpty();
        }
    }

    [[nodiscard]] Sensitivity of(Oid relation, int depth = 0) const
    {
        Sensitivity found;
        if (!m_isAny)
            return found;
        addNamed(relation, found.names, 0);
        const catalog::Relation *const known = m_catalog.relation(relation);
        if (known && (known->kind == RelationKind::View || known->kind == RelationKind::MaterializedView)) {
            const Sensitivity ofQuery = ofView(*known, depth);
            found.isWhole = ofQuery.isWhole;
            found.names += ofQuery.names;
        }
        found.names.removeDuplicates();
        return found;
    }

    // Of a relation by the name that a query has for it; without a schema of all that are so called.
    [[nodiscard]] QStringList ofNamed(const QString &schema, const QString &relation, int depth) const
    {
        QStringList names;
        for (const catalog::Relation &one : m_catalog.relations) {
            if (one.name == relation && (schema.isEmpty() || one.schema == schema))
                names += columnsOf(one.oid, of(one.oid, depth));
        }
        return names;
    }
    [[nodiscard]] QStringList columnsOf(Oid relation, const Sensitivity &sensitivity) const
    {
        QStringList ordered;
        for (const catalog::Column &column : m_catalog.columnsOf(relation)) {
            if (sensitivity.contains(column.name))
                ordered << column.name;
        }
        return ordered;
    }
    [[nodiscard]] bool isAny() const { return m_isAny; }

private:
    // What is said of a table holds for what inherits from it.
    void addNamed(Oid relation, QStringList &names, int depth) const
    {
        if (const BoundEntity *const entity = m_entities.of(relation))
            names += entity->definition->sensitive;
        const catalog::Relation *const known = m_catalog.relation(relation);
        for (const Oid parent : known &&depth < DeepestView ? known->parents : QList<Oid>())
            addNamed(parent, names, depth + 1);
    }

    [[nodiscard]] Sensitivity ofView(const catalog::Relation &view, int depth) const
    {
        const Sensitivity whole{.isWhole = true, .names = {}};
        if (view.definition.isEmpty() || depth >= DeepestView)
            return whole;
        const auto tree = sql::parseTree(view.definition.toUtf8());
        if (!tree)
            return whole;
        const ViewQuery query(*tree, [&](const QString &schema, const QString &relation) {
            return ofNamed(schema, relation, depth + 1);
        });
        const auto found = query.outputs();
        const auto columns = m_catalog.columnsOf(view.oid);
        if (!found || found->size() != std::size(columns))
            return query.names().isEmpty() ? Sensitivity() : whole;
        Sensitivity sensitivity;
        for (std::size_t i = 0; const catalog::Column &column : columns) {
            if ((*found)[i++].isSensitive)
                sensitivity.names << column.name;
        }
        return sensitivity;
    }

    const Entities &m_entities;
    const Catalog &m_catalog;
    bool m_isAny = false; // some entity has a sensitive column
};

} // namespace

Sensitivity sensitivityOf(const Entities &entities, Oid relation)
{
    if (!entities.isKnown())
        return {.isWhole = true, .names = {}};
    return entities.isEmpty() ? Sensitivity() : Search(entities).of(relation);
}

QStringList sensitiveColumns(const Entities &entities, Oid relation)
{
    return entities.isEmpty() ? QStringList() : Search(entities).columnsOf(relation, sensitivityOf(entities, relation));
}

// What a column of an answer was written as: those before the first star and behind the last one are known by their
// place; nothing for others.
static const ViewQuery::Output *
outputAt(const std::vector<ViewQuery::Output> &outputs, std::size_t column, std::size_t columns)
{
    const auto isStar = [](const ViewQuery::Output &one) { return one.isStar; };
    const auto before = std::size_t(std::ranges::find_if(outputs, isStar) - outputs.begin());
    if (column < before)
        return &outputs[column];
    const auto behind = std::size_t(std::find_if(outputs.rbegin(), outputs.rend(), isStar) - outputs.rbegin());
    const std::size_t fromEnd = columns - column;
    return before < outputs.size() && fromEnd <= behind ? &outputs[outputs.size() - fromEnd] : nullptr;
}

static const catalog::Column *originOf(const Entities &entities, const AnswerColumn &column)
{
    return column.relation != 0 && column.number > 0 ? entities.catalog().column(column.relation, qint16(column.number))
                                                     : nullptr;
}

std::vector<bool>
sensitiveAnswer(const Entities &entities, const std::vector<AnswerColumn> &columns, const QByteArray &statement)
{
    std::vector<bool> found(columns.size(), !entities.isKnown());
    if (!entities.isKnown() || entities.isEmpty())
        return found;
    const Search search(entities);
    if (!search.isAny())
        return found;
    std::map<Oid, Sensitivity> known; // a view is not read for each of its columns
    bool isComputed = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const AnswerColumn &column = columns[i];
        const catalog::Column *const from = originOf(entities, column);
        if (!from) { // an expression, a whole row, or a table that the catalog does not know
            isComputed = true;
            continue;
        }
        const auto [place, isNew] = known.try_emplace(column.relation);
        if (isNew)
            place->second = search.of(column.relation);
        found[i] = place->second.contains(from->name);
    }
    const auto tree = isComputed ? sql::parseTree(statement) : std::unexpected(sql::ParseFailure());
    if (!tree)
        return found; // of a server that knows more than the grammar does: by the origin alone
    const ViewQuery query(
        *tree, [&](const QString &schema, const QString &relation) { return search.ofNamed(schema, relation, 0); });
    if (query.isExplained() || query.names().isEmpty())
        return found;
    const auto outputs = query.outputs();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (originOf(entities, columns[i]))
            continue;
        const ViewQuery::Output *const one = outputs ? outputAt(*outputs, i, columns.size()) : nullptr;
        found[i] = !one || one->isSensitive;
    }
    return found;
}

} // namespace howdah::entity
