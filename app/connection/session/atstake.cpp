// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/atstake.h"

#include "connection/tr.h"
#include "sql/leadingwords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static bool commits(const std::vector<QByteArray> &words)
{
    return words[0] == "COMMIT" || words[0] == "END"
        || (words[0] == "PREPARE" && words.size() > 1 && words[1] == "TRANSACTION");
}

static bool onlyReads(const std::vector<QByteArray> &words)
{
    static constexpr QByteArrayView readers[] = {"SELECT", "TABLE",   "VALUES",     "SHOW",     "FETCH",  "SET",
                                                 "RESET",  "LISTEN",  "BEGIN",      "START",    "ABORT",  "CLOSE",
                                                 "MOVE",   "DECLARE", "DEALLOCATE", "ROLLBACK", "EXPLAIN"};
    if (std::ranges::find(readers, QByteArrayView(words[0])) == std::end(readers))
        return false;
    const auto has = [&words](QByteArrayView word) { return std::ranges::find(words, word) != words.end(); };
    return !(words[0] == "EXPLAIN" && has("ANALYZE")) && !(words[0] == "ROLLBACK" && has("PREPARED"))
        && !(words[0] == "SELECT" && has("INTO"));
}

constexpr std::size_t WordsLookedAt = 40;

// Two words decide nearly every statement.
static std::vector<QByteArray> decidingWords(const QString &sql)
{
    const QByteArray text = sql.toUtf8();
    std::vector<QByteArray> words = sql::leadingWords(text, 2);
    if (!words.empty() && (words[0] == "SELECT" || words[0] == "EXPLAIN" || words[0] == "ROLLBACK"))
        words = sql::leadingWords(text, WordsLookedAt);
    return words;
}

AtStake stakeOf(const QString &sql, Standing standing)
{
    const std::vector<QByteArray> words = decidingWords(sql);
    if (standing.guarded || words.empty())
        return standing.inTransaction ? AtStake::Transaction : AtStake::Reading;
    if (standing.inTransaction)
        return commits(words) ? AtStake::Outcome : AtStake::Transaction;
    return onlyReads(words) ? AtStake::Reading : AtStake::Outcome;
}

AtStake stakeOf(const std::vector<Statement> &statements, Standing standing)
{
    bool isOpen = standing.inTransaction;
    bool onlyRead = true;
    for (const Statement &statement : statements) {
        const std::vector<QByteArray> words = decidingWords(statement.sql);
        if (standing.guarded || words.empty())
            continue;
        const bool reads = onlyReads(words);
        onlyRead = onlyRead && (reads || commits(words));
        // A transaction that has only read leaves nothing to be unsure of.
        if (!onlyRead && (commits(words) || (!reads && !isOpen)))
            return AtStake::Outcome;
        isOpen = isOpen || words[0] == "BEGIN" || words[0] == "START";
    }
    return standing.inTransaction ? AtStake::Transaction : onlyRead ? AtStake::Reading : AtStake::Transaction;
}

bool isOneChange(const QString &sql)
{
    static constexpr QByteArrayView changes[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "WITH"};
    const std::vector<QByteArray> words = howdah::sql::leadingWords(sql.toUtf8(), 1);
    return !words.empty() && std::ranges::find(changes, QByteArrayView(words[0])) != std::end(changes);
}

Error lostError(Error error, AtStake stake, const std::optional<Error> &lastWords)
{
    switch (stake) {
    case AtStake::Nothing:
        error.hint = tr("Nothing was running. Reconnect to continue.");
        break;
    case AtStake::Reading:
        error.hint = tr("Reconnect and try again.");
        break;
    case AtStake::Transaction:
        error.message = tr("The connection to the server was lost, together with the open transaction");
        error.hint =
            tr("The server rolls it back, and none of it is sent again. Reconnect, and repeat what is still needed.");
        break;
    case AtStake::Undone:
        error.message = tr("The server ended the connection while this ran");
        error.hint = tr("It has changed nothing. Reconnect, and run it again if it is still needed.");
        break;
    case AtStake::Rows:
        error.message = tr("The connection to the server was lost while rows were being sent");
        error.hint =
            tr("The server keeps none of them, because the COPY was not completed. Reconnect and send them again.");
        break;
    case AtStake::Outcome:
        error.message = tr("The connection to the server was lost before it responded: the outcome is unknown");
        error.hint = tr("What ran may have taken effect, and nothing is sent again. Reconnect and check the data "
                        "before you repeat it.");
        error.sqlState = OutcomeUnknown;
        break;
    }
    if (!lastWords)
        return error;
    error.detail = lastWords->message;
    if (error.sqlState.isEmpty())
        error.sqlState = lastWords->sqlState;
    return error;
}

} // namespace howdah::connection
