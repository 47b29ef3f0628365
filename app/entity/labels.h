// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "entity/entities.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace howdah::entity {

// The values by which a row is found, in the order of LabelSource::key; the server's text.
using LabelKey = std::vector<QByteArray>;

// Where the labels of a table's rows come from, and how its rows are found.
struct LabelSource
{
    catalog::Oid relation = 0;
    QString schema;
    QString table;
    std::vector<catalog::Column> key;
    QString expression;   // as it is sent
    bool isGuess = false; // no model says it: a column of names that are unique
    bool operator==(const LabelSource &) const = default;
};

// A column whose values refer to rows of another table.
struct LabelledColumn
{
    QString column;
    QStringList columns; // of the same row that hold the source's key, in its order; `column` is one of them
    LabelSource source;
};

// How the rows of a table are labelled: as its model says, else by a column of names that are unique. Nothing where
// neither is there, or where its rows have no key.
[[nodiscard]] std::optional<LabelSource> labelSource(const Entities &entities, catalog::Oid relation);
// The same where another key than the model's or the primary one is meant.
[[nodiscard]] std::optional<LabelSource>
labelSource(const Entities &entities, catalog::Oid relation, const QStringList &key);
// The columns of a table that have labels: by its foreign keys, and the parents that its model knows.
[[nodiscard]] std::vector<LabelledColumn> labelledColumns(const Entities &entities, catalog::Oid relation);
// A column of texts whose values are unique and that is named like one for people (name, title, email ...); "" without.
[[nodiscard]] QString guessedLabelColumn(const catalog::Catalog &catalog, catalog::Oid relation);

// Rows whose labels are wanted.
struct LabelWish
{
    LabelSource source;
    std::vector<LabelKey> keys;
};

// What is asked of the server for a page: one statement a source in one round trip, in a transaction that only reads
// and is given up after so many milliseconds.
class LabelQuestion final
{
public:
    static constexpr int BudgetMs = 2000;

    [[nodiscard]] bool isEmpty() const { return m_wishes.empty(); }
    // For Session::pipeline().
    [[nodiscard]] std::vector<connection::Statement> statements(int budgetMs = BudgetMs) const;
    [[nodiscard]] const std::vector<LabelWish> &wishes() const { return m_wishes; }

private:
    friend class LabelCache;
    std::vector<LabelWish> m_wishes;
};

// Labels that were read, by source and key: no row is asked for twice, also those that are not there or not to be seen.
// The values that stand in rows are never touched. One thread.
class LabelCache final
{
public:
    static constexpr qsizetype MostLabels = 50'000; // then all are forgotten

    // What is not known yet and not asked already, each row once, whichever columns want it. Nothing is asked of a
    // source that has failed.
    [[nodiscard]] LabelQuestion question(const std::vector<LabelWish> &wishes);
    // The answer of its statements. Where a source has failed, what the others still have to be asked is returned.
    LabelQuestion take(const LabelQuestion &question, const Result<connection::PipelineAnswer> &answer);
    // nullopt: not known (yet). A null text: the row is not there, or has none.
    [[nodiscard]] std::optional<QString> label(const LabelSource &source, const LabelKey &key) const;
    // Why a source has no labels; nullptr where nothing went wrong.
    [[nodiscard]] const Error *failure(const LabelSource &source) const;
    // What is shown is read again, or the session settings have changed.
    void clear();

private:
    struct Known
    {
        QHash<QByteArray, QString> labels;
        QSet<QByteArray> asked;
        std::optional<Error> failure;
    };
    static QByteArray idOf(const LabelSource &source);
    static QByteArray idOf(const LabelKey &key);

    QHash<QByteArray, Known> m_known;
    qsizetype m_count = 0;
};

// Asks until all is known; for commands, exports and tests. Blocks. A source that fails has no labels, which is no
// error; ErrorKind::Connection is one.
[[nodiscard]] Result<void>
readLabels(connection::Session &session, LabelCache &cache, const std::vector<LabelWish> &wishes);

// The values of some columns as an array that the server reads.
[[nodiscard]] QByteArray arrayOf(const std::vector<QByteArray> &values);

} // namespace howdah::entity
