// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/lintwork.h"

namespace howdah::migration {

// Places in the text of one statement where a rewrite may put something. All are bytes within the statement.
class StatementPlaces final
{
public:
    explicit StatementPlaces(const QByteArray &statement);

    // Behind the first unquoted word of these, at or after `from`; nothing when there is none.
    [[nodiscard]] std::optional<qsizetype> behind(QByteArrayView word, qsizetype from = 0) const;
    // Where the commands of an ALTER TABLE end, cut at commas outside of parentheses.
    [[nodiscard]] const std::vector<qsizetype> &commandEnds() const { return m_commandEnds; }
    // The token that begins there, and the ones behind it, as written.
    [[nodiscard]] QByteArrayList tokensFrom(qsizetype offset, int count) const;
    [[nodiscard]] qsizetype endOfToken(qsizetype offset, int further = 0) const;

private:
    struct Place
    {
        qsizetype begin = 0;
        qsizetype end = 0;
        bool word = false;
    };
    QByteArray m_text;
    std::vector<Place> m_tokens;
    std::vector<qsizetype> m_commandEnds;
};

// What a rule builds its rewrite of. Each answers nothing where the safe way cannot be had by an edit of this file.
namespace rewrite {

// Inserts at a byte of the statement.
[[nodiscard]] Rewrite insertion(const LintWork &work, qsizetype at, const QByteArray &text, const QString &title);
// Replaces the whole statement (without its semicolon).
[[nodiscard]] Rewrite replacement(const LintWork &work, const QByteArray &text, const QString &title);
// Makes the file run without a transaction, if it does not yet and if that leaves nothing half done: every statement
// but this one only sets something, or is one about an index too.
[[nodiscard]] std::optional<Rewrite> withoutTransaction(const LintWork &work, Rewrite rewrite);
// CONCURRENTLY behind this word.
[[nodiscard]] std::optional<Rewrite> concurrently(const LintWork &work, QByteArrayView word, bool outsideTransaction);
// A constraint as NOT VALID, and its VALIDATE where the file may run without a transaction.
[[nodiscard]] std::optional<Rewrite>
validatedLater(const LintWork &work, const sql::RelationName &table, const QJsonObject &constraint, size_t command);

} // namespace rewrite

// The name that PostgreSQL would give, where it fits: "table_column_suffix".
[[nodiscard]] std::optional<QString>
constraintName(const sql::RelationName &table, const QStringList &columns, const QString &suffix);

[[nodiscard]] QByteArray quoted(const QString &name);
[[nodiscard]] QByteArray quoted(const sql::RelationName &name);
[[nodiscard]] QByteArray quoted(const QStringList &names);

} // namespace howdah::migration
