// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"
#include "data/page/value.h"

namespace howdah::data {

// A foreign key between two relations as the catalog had them. A value.
struct Reference
{
    QString name;
    quint32 oid = 0;
    RelationShape from;
    std::vector<int> columns; // positions in `from`
    RelationShape to;
    std::vector<int> keyColumns; // positions in `to`, one for each of `columns`
    catalog::ReferentialAction onDelete = catalog::ReferentialAction::NoAction;
    // How people know the rows of `to`: SQL over the table under its own name, for sessions with PostgreSQL's names.
    // "": by labelColumnOf(), and without a subtitle.
    QString label;
    QString subtitle;
    QStringList hidden; // columns of `to` that are no label, as they are sensitive
    bool operator==(const Reference &) const = default;
};

// The foreign keys of a relation, and those of others (or its own) that point at it, by name. Of a partitioned table
// the one that was declared, not its copies for the partitions.
[[nodiscard]] std::vector<Reference> referencesOf(const catalog::Catalog &catalog, quint32 relation);
[[nodiscard]] std::vector<Reference> referencesTo(const catalog::Catalog &catalog, quint32 relation);
// The one that a column's values come from: the one with the fewest columns. Nothing when there is none.
[[nodiscard]] std::optional<Reference> referenceOf(const catalog::Catalog &catalog, quint32 relation, int column);

// The column that tells people which row it is: one that is named so (name, title, email, ...), else the first short
// text that is not the key. -1 when there is none.
// `hidden`: columns that nobody is to see.
[[nodiscard]] int labelColumnOf(const RelationShape &shape, const QStringList &hidden = {});

// ---- finding rows; answers are read by choicesIn()

// A row that may be referenced.
struct ReferenceChoice
{
    std::vector<QByteArray> key; // of Reference::keyColumns
    std::optional<QString> label;
    QString subtitle;
    bool operator==(const ReferenceChoice &) const = default;
};

// Rows whose label or subtitle has the text in it, letters in any case, or whose key is it or, of texts and UUIDs,
// begins with it; those whose label begins with it first. A whole UUID is looked for as a key alone, by its index. The
// first rows by the key for an empty text. Rows with NULL in the key cannot be referenced.
[[nodiscard]] connection::Statement choicesStatement(const Reference &reference, const QString &search, int limit);
// The row that is referenced now: at most one.
[[nodiscard]] connection::Statement choiceStatement(const Reference &reference, const std::vector<QByteArray> &key);
[[nodiscard]] std::vector<ReferenceChoice> choicesIn(const Reference &reference, const connection::RowBatch &rows);

// ---- rows that reference

// The rows of `from` that reference a row with this key, counted up to `most` (0: all of them).
[[nodiscard]] connection::Statement
referencingCountStatement(const Reference &reference, const std::vector<QByteArray> &key, qint64 most = 0);
// What the planner believes, by estimateIn(), where counting is too expensive.
[[nodiscard]] connection::Statement
referencingEstimateStatement(const Reference &reference, const std::vector<QByteArray> &key);

struct Counted
{
    qint64 rows = -1; // negative: not known
    bool exact = false;
    bool atLeast = false; // there are more
    bool operator==(const Counted &) const = default;
};
[[nodiscard]] Counted countedIn(const connection::RowBatch &rows, qint64 most = 0);
[[nodiscard]] Counted estimateIn(const connection::RowBatch &rows);

// ---- budgets

// The statement in a transaction of its own that reads only and is given up after so many milliseconds (SQLSTATE
// 57014), for Session::pipeline().
[[nodiscard]] std::vector<connection::Statement> budgeted(connection::Statement statement, int milliseconds);
// The answer of the statement among those of the transaction.
[[nodiscard]] Result<connection::RowBatch> budgetedAnswer(const Result<connection::PipelineAnswer> &answer);
[[nodiscard]] bool isOverBudget(const Error &error);

// Whether a text is one of the type, asked of the server without touching a row: a domain's checks hold, too. Answers
// a row, or the error.
[[nodiscard]] connection::Statement typeCheckStatement(const QString &type, const QByteArray &text);

} // namespace howdah::data
