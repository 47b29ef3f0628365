// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "data/page/recordfetch.h"
#include "data/page/value.h"

#include <algorithm>

namespace howdah::data {

// Why a cell cannot be changed.
enum class ReadOnlyReason {
    None,
    Generated,      // computed by the server from other columns
    IdentityAlways, // given by the server alone
    NotUpdatable,   // an expression of a view
    Privilege,      // we may not
};

struct EditColumn
{
    QString name;
    QString type;     // what a parameter is cast to: without length or precision, which would cut or round it silently
    QString declared; // with them
    quint32 typeOid = 0;
    quint32 baseTypeOid = 0; // what a domain stands for, else the same
    TypeCategory category = TypeCategory::Other;
    Comparison comparison = Comparison::Text;
    bool wide = false; // as isWide() of its ColumnShape
    bool notNull = false;
    QString defaultSql; // "" without one; an identity column has "identity"
    QStringList labels; // of an enumeration
    ReadOnlyReason update = ReadOnlyReason::None;
    ReadOnlyReason insert = ReadOnlyReason::None;
    [[nodiscard]] bool hasDefault() const { return !defaultSql.isEmpty(); }
    bool operator==(const EditColumn &) const = default;
};

// What the server may complain of, by its name.
struct EditConstraint
{
    QString name;
    char kind = 'c'; // as pg_constraint.contype; 'i' a unique index without one, 'r' a foreign key that points here
    std::vector<int> columns;
    bool deferrable = false;
    bool operator==(const EditConstraint &) const = default;
};

// How a row is found again for a change.
enum class Identification {
    Key,      // by the values of a unique key that is never null
    Physical, // by its place and its version (ctid, xmin), and by all that was read of it
    Values,   // by all that was read of it: rows of views
};

// A column that is given a value with each update that does not set it, as the application does.
struct KeptColumn
{
    int column = 0;
    QString sql; // an expression, fit for a session with PostgreSQL's names
    bool operator==(const KeptColumn &) const = default;
};

// A relation as its rows can be changed, as the server had it when it was asked. A value; columns are those of the
// RelationShape, in its order.
struct EditTarget
{
    RelationShape shape;
    std::vector<EditColumn> columns;
    std::vector<EditConstraint> constraints;
    Identification identification = Identification::Key;
    std::vector<int> key; // of Identification::Key
    bool canUpdate = false;
    bool canInsert = false;
    bool canDelete = false;
    QString refusal;              // why nothing can be changed, in a sentence; "" when something can
    bool readsBack = true;        // rows must be read again after all statements to know what they are
    bool verifies = true;         // the server's count proves nothing: rules, or triggers that act instead
    std::vector<KeptColumn> kept; // said by a model, not by the server
    std::vector<int> sensitive;   // the same: columns whose values are not shown unless somebody asks for them
    bool namesCluster = true;     // we may know which cluster this is; for transactions whose end was not heard
    bool operator==(const EditTarget &) const = default;

    [[nodiscard]] bool isSensitive(int column) const { return std::ranges::find(sensitive, column) != sensitive.end(); }
    [[nodiscard]] bool isEditable() const { return canUpdate || canInsert || canDelete; }
    [[nodiscard]] int columnNamed(QStringView name) const; // -1 without
};

// What is asked of the server: one round trip by Session::pipeline(), on a session like the one that will save: one
// that only reads is told that nothing can be changed.
[[nodiscard]] std::vector<connection::Statement> editTargetStatements(const RelationShape &shape);
// ErrorKind::Conflict when the relation is not what `shape` says any more: the catalog must be read again.
[[nodiscard]] Result<EditTarget> editTargetOf(const RelationShape &shape, const connection::PipelineAnswer &answer);
// Both, waiting: for worker threads, command lines and tests.
[[nodiscard]] Result<EditTarget> readEditTarget(connection::Session &session, const RelationShape &shape);

[[nodiscard]] QString explain(ReadOnlyReason reason);

// ---- rows as they were read

// What was read of a row, by which it is found again and by which changes of others are noticed.
struct RowBasis
{
    RowIdentity identity;                          // empty: of a view
    std::vector<std::optional<QByteArray>> values; // of each column, nullopt is NULL
    std::vector<bool> cut;                         // of each column: only its beginning is known
    QByteArray shownAs; // the RowKey of the row as a page has it, when it was read again whole; "" otherwise
    bool operator==(const RowBasis &) const = default;
};

// Tells rows apart across refreshes and sorts: equal keys are the same row. Opaque.
using RowKey = QByteArray;
[[nodiscard]] RowKey rowKeyOf(const EditTarget &target, const RowBasis &basis);

// The row of a page.
[[nodiscard]] RowBasis basisOf(const PageQuery &query, const connection::RowBatch &rows, qsizetype row);

// How many characters of a wide value are read in one go when it is not asked for whole.
inline constexpr int previewCharacters = 1000;

// The select list that answers rows as basisIn() reads them; columns in `whole` uncut, however long.
[[nodiscard]] QStringList basisExpressions(const EditTarget &target, const std::vector<int> &whole = {});
[[nodiscard]] RowBasis
basisIn(const EditTarget &target, const connection::RowBatch &rows, qsizetype row, const std::vector<int> &whole = {});

// Reads a row again, with these columns whole: before a cut cell is edited, and to see what others did. Answers rows
// for basisIn(); none when it is gone, and for Physical when it was changed.
[[nodiscard]] connection::Statement
rowStatement(const EditTarget &target, const RowBasis &basis, const std::vector<int> &whole = {});
// The same for rows that may have changed: by their key, or their place, alone. Nothing for a view.
[[nodiscard]] std::optional<connection::Statement>
currentRowStatement(const EditTarget &target, const RowBasis &basis, const std::vector<int> &whole = {});

// Conditions that hold for the row alone.
[[nodiscard]] QStringList identitySql(const EditTarget &target, const RowBasis &basis, Parameters &parameters);
// That the column is what it was when it was read.
[[nodiscard]] QString unchangedSql(const EditTarget &target, const RowBasis &basis, int column, Parameters &parameters);

} // namespace howdah::data
