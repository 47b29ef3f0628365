// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/edittarget.h"

#include "base/propagate.h"
#include "data/page/tr.h"
#include "resources/resources.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::PipelineAnswer;
using connection::RowBatch;
using connection::Statement;

// As pg_relation_is_updatable() tells them: 1 << CmdType.
static constexpr qint64 updateBit = 1 << 2;
static constexpr qint64 insertBit = 1 << 3;
static constexpr qint64 deleteBit = 1 << 4;

int EditTarget::columnNamed(QStringView name) const
{
    const auto found = std::ranges::find_if(columns, [name](const EditColumn &column) { return column.name == name; });
    return found == columns.end() ? -1 : int(found - columns.begin());
}

std::vector<Statement> editTargetStatements(const RelationShape &shape)
{
    const QByteArray oid = QByteArray::number(shape.oid);
    // Names of types come with their schema, whatever path the session has: saving needs that of the database, since
    // triggers do.
    std::vector<Statement> statements{{u"BEGIN READ ONLY"_s, {}}, {u"SET LOCAL search_path = ''"_s, {}}};
    for (const QString &file :
         {u"catalog/editrelation.sql"_s, u"catalog/editcolumns.sql"_s, u"catalog/editconstraints.sql"_s})
        statements.push_back({resourceText(file), {oid}});
    statements.push_back({u"COMMIT"_s, {}});
    return statements;
}

static QStringList stringsOf(const RowBatch &rows, qsizetype row, qsizetype column)
{
    QStringList strings;
    for (const QJsonValue &value : QJsonDocument::fromJson(rows.bytes(row, column).toByteArray()).array())
        strings << value.toString();
    return strings;
}

static char letter(const RowBatch &rows, qsizetype row, qsizetype column)
{
    const QByteArrayView text = rows.bytes(row, column);
    return text.isEmpty() ? '\0' : text.front();
}

static EditColumn columnOf(const RowBatch &rows, qsizetype row, const ColumnShape &shape)
{
    EditColumn column{
        .name = rows.text(row, 0),
        .type = rows.text(row, 1),
        .declared = rows.text(row, 2),
        .typeOid = quint32(rows.integer(row, 3)),
        .baseTypeOid = quint32(rows.integer(row, 4)),
        .category = shape.category,
        .wide = isWide(shape),
        .notNull = rows.boolean(row, 7),
        .defaultSql = rows.text(row, 10),
        .labels = stringsOf(rows, row, 15)};
    const char kind = letter(rows, row, 5);
    if (kind == 'e')
        column.category = TypeCategory::Enumeration;
    column.comparison = comparisonOf(column.baseTypeOid, kind, rows.boolean(row, 14));
    const char identity = letter(rows, row, 8);
    const bool generated = letter(rows, row, 9) != '\0';
    if (identity != '\0')
        column.defaultSql = u"identity"_s;
    if (generated)
        column.update = column.insert = ReadOnlyReason::Generated;
    else if (identity == 'a')
        column.update = column.insert = ReadOnlyReason::IdentityAlways;
    else if (!rows.boolean(row, 11))
        column.update = column.insert = ReadOnlyReason::NotUpdatable;
    if (column.update == ReadOnlyReason::None && !rows.boolean(row, 12))
        column.update = ReadOnlyReason::Privilege;
    if (column.insert == ReadOnlyReason::None && !rows.boolean(row, 13))
        column.insert = ReadOnlyReason::Privilege;
    return column;
}

static bool isSame(const ColumnShape &shape, const EditColumn &column)
{
    // Names of types are qualified here and not there, as the search path has it.
    return shape.name == column.name && shape.typeOid == column.typeOid;
}

static QString refusalOf(const RowBatch &relation, qint64 able)
{
    if (relation.boolean(0, 11))
        return tr("The connection is read-only");
    if (able != 0)
        return tr("You lack the privilege to change rows of %1").arg(relation.text(0, 1));
    switch (letter(relation, 0, 2)) {
    case 'v':
        return tr("The server cannot determine which rows a change to this view would affect");
    case 'm':
        return tr("A materialized view can only be changed by REFRESH");
    default:
        return tr("The server does not allow rows of %1 to be changed").arg(relation.text(0, 1));
    }
}

// The key that pages are read by, as long as the server still has it.
static Result<void> identify(EditTarget &target, const RowBatch &constraints)
{
    if (target.shape.kind == RelationKind::View || target.shape.kind == RelationKind::ForeignTable) {
        target.identification = Identification::Values;
        return {};
    }
    const IndexShape *key = keyOf(target.shape);
    if (!key) {
        target.identification = Identification::Physical;
        return {};
    }
    QStringList names;
    for (const int column : key->columns)
        names << target.columns[size_t(column)].name;
    for (qsizetype row = 0; row < constraints.rowCount(); ++row) {
        if (constraints.boolean(row, 4) && stringsOf(constraints, row, 2) == names) {
            target.key = key->columns;
            return {};
        }
    }
    return fail(
        ErrorKind::Conflict, tr("%1 no longer has the key that identified its rows").arg(target.shape.name),
        tr("Refresh to read its current definition."));
}

static void addConstraints(EditTarget &target, const RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        EditConstraint constraint{
            .name = rows.text(row, 0), .kind = letter(rows, row, 1), .deferrable = rows.boolean(row, 3)};
        for (const QString &name : stringsOf(rows, row, 2)) {
            if (const int column = target.columnNamed(name); column >= 0)
                constraint.columns.push_back(column);
        }
        target.constraints.push_back(std::move(constraint));
    }
}

static Result<EditTarget> changedSince(const RelationShape &shape)
{
    return fail(
        ErrorKind::Conflict, tr("%1 has changed since it was read").arg(shape.name),
        tr("Refresh to read its current definition."));
}

Result<EditTarget> editTargetOf(const RelationShape &shape, const PipelineAnswer &answer)
{
    if (answer.error)
        return fail(*answer.error);
    if (answer.answers.size() != 6)
        return fail(ErrorKind::Internal, u"Six answers were expected"_s);
    const RowBatch &relation = answer.answers[2].rows;
    const RowBatch &columns = answer.answers[3].rows;
    const RowBatch &constraints = answer.answers[4].rows;
    if (relation.rowCount() != 1)
        return fail(
            ErrorKind::NotFound, tr("%1 no longer exists").arg(shape.name), tr("Refresh to see what exists now."));
    if (columns.rowCount() != qsizetype(shape.columns.size()) || relation.text(0, 0) != shape.schema
        || relation.text(0, 1) != shape.name || relation.boolean(0, 10) != shape.hasChildren)
        return changedSince(shape);
    EditTarget target{.shape = shape};
    for (qsizetype row = 0; row < columns.rowCount(); ++row) {
        target.columns.push_back(columnOf(columns, row, shape.columns[size_t(row)]));
        if (!isSame(shape.columns[size_t(row)], target.columns.back()))
            return changedSince(shape);
    }
    RETURN_IF_ERROR(identify(target, constraints));
    addConstraints(target, constraints);
    const qint64 able = relation.integer(0, 3) | relation.integer(0, 4);
    const bool open = !relation.boolean(0, 11);
    target.canInsert = open && (able & insertBit) && relation.boolean(0, 5);
    target.canUpdate = open && (able & updateBit) && relation.boolean(0, 6);
    target.canDelete = open && (able & deleteBit) && relation.boolean(0, 7);
    target.readsBack = relation.boolean(0, 8);
    target.verifies = relation.boolean(0, 9);
    target.namesCluster = relation.boolean(0, 12);
    if (!target.isEditable())
        target.refusal = refusalOf(relation, able);
    return target;
}

Result<EditTarget> readEditTarget(connection::Session &session, const RelationShape &shape)
{
    const auto answer = session.pipeline(editTargetStatements(shape)).result();
    return answer ? editTargetOf(shape, *answer) : fail(answer.error());
}

QString explain(ReadOnlyReason reason)
{
    switch (reason) {
    case ReadOnlyReason::None:
        return {};
    case ReadOnlyReason::Generated:
        return tr("The server computes this column from others");
    case ReadOnlyReason::IdentityAlways:
        return tr("Only the server sets the values of this column (GENERATED ALWAYS AS IDENTITY)");
    case ReadOnlyReason::NotUpdatable:
        return tr("This column of the view is not a column of a table");
    case ReadOnlyReason::Privilege:
        return tr("You lack the privilege to change this column");
    }
    return {};
}

} // namespace howdah::data
