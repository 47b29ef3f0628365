// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"

namespace howdah::data {

// Rows on their way into a relation some of whose rows are there already: they wait in a temporary table, and are
// merged by INSERT ... ON CONFLICT. Without a key they are only inserted: they wait to be told apart when the server
// checks them all at once. All in the transaction that the caller has begun; blocks.
class Upsert final
{
public:
    struct Counts
    {
        qint64 inserted = 0;
        qint64 updated = 0;
    };
    // A row that waits.
    struct Staged
    {
        qint64 number = 0; // of the COPY, from 1
        qint64 line = 0;   // as it was put in; 0 unless `told`
        QByteArray text;
        qint64 sameAs = 0; // the number of an earlier row with the same key
        qint64 sameAsLine = 0;
    };
    // Whether rows bring the line and the text of the file along, to be told when they are refused.
    enum class Keeps { Rows, RowsAndText };

    // `columns` are those of the file. ErrorKind::Usage when they cannot be merged so.
    [[nodiscard]] static Result<Upsert> make(const ImportRequest &request, std::vector<int> columns, Keeps keeps);

    // Rows that are all new ones: what the request has for a key is passed over.
    [[nodiscard]] static Upsert staging(const ImportRequest &request, std::vector<int> columns, Keeps keeps);
    // A row is there already when it has this key; of staging(), none is.
    [[nodiscard]] bool hasKey() const { return !m_key.empty(); }

    [[nodiscard]] Result<void> begin(connection::Session &session) const;
    // What COPY fills: the table with its columns, as SQL, and its name, as the server's messages have it.
    [[nodiscard]] QString copyInto() const;
    [[nodiscard]] QString tableName() const;

    // Rows whose key came before in the file, `most` at most; PostgreSQL refuses to change a row twice in a statement.
    [[nodiscard]] Result<std::vector<Staged>> duplicates(connection::Session &session, int most) const;
    // Rows that a foreign key refuses, whatever else is merged with them: neither the other relation nor, where it is
    // the same one, a row that waits has what they point to. `most` of each key at most; none where the server alone
    // knows, since triggers or policies are in between.
    struct Orphan
    {
        Staged row;
        QString constraint;
        QString relation; // as SQL
    };
    [[nodiscard]] Result<std::vector<Orphan>> orphans(connection::Session &session, int most) const;
    // Takes rows out again.
    [[nodiscard]] Result<void> remove(connection::Session &session, const std::vector<Staged> &rows) const;
    // Merges the rows with these numbers, `from` to before `to`. ErrorKind::Conflict when the server keeps fewer.
    [[nodiscard]] Result<Counts> merge(connection::Session &session, qint64 from, qint64 to) const;
    // The rows with these numbers, first ones first.
    [[nodiscard]] Result<std::vector<Staged>>
    rows(connection::Session &session, qint64 from, qint64 to, int most) const;
    // Makes rows() and merge() of few rows quick.
    [[nodiscard]] Result<void> index(connection::Session &session) const;

private:
    Upsert(const ImportRequest &request, std::vector<int> columns, Keeps keeps);
    [[nodiscard]] QString names(const std::vector<int> &columns, const QString &prefix = {}) const;
    [[nodiscard]] QString mergeSql() const;
    struct Reference
    {
        QString name;
        QString relation;
        QString orphaned; // a condition for a row `s` that waits
    };
    [[nodiscard]] Result<std::vector<Reference>> references(connection::Session &session) const;
    [[nodiscard]] QString keysMatch(const QString &one, const QString &other) const;
    [[nodiscard]] Result<std::vector<Staged>>
    ask(connection::Session &session, const connection::Statement &statement) const;

    const EditTarget *m_target;
    std::vector<int> m_key;
    std::vector<int> m_columns;
    Keeps m_keeps;
    QString m_table; // quoted names that nothing of the relation's has
    QString m_number;
    QString m_line;
    QString m_text;
};

} // namespace howdah::data
