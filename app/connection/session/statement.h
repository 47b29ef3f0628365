// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/rowbatch.h"

#include <QMetaType>

#include <functional>
#include <optional>
#include <vector>

// What a session is asked and what it answers, as values: for whoever makes or reads them without a session available.
namespace howdah::connection {

// One SQL statement and its parameters, sent over the extended protocol in text format: exactly one statement a call,
// so a second one smuggled into the text is refused by the server.
struct Statement
{
    QString sql;
    std::vector<std::optional<QByteArray>> parameters; // the text of $1, $2, ...; nullopt is NULL
    // In a pipeline, for what is sent again and again: the server parses it once for the whole session.
    bool prepared = false;
    // In a pipeline with progress: its answer may wait for that of the next one, which saves a wake-up on both sides.
    bool unhurried = false;
    bool operator==(const Statement &) const = default;
};

struct Notice
{
    QString severity; // NOTICE, WARNING, ... as the server names it
    QString sqlState;
    QString message;
    QString detail;
    QString hint;
};

// Hears of each notice as it comes, at most Answer::MaxNotices of a statement. Runs on the session's thread.
using NoticeSink = std::function<void(const Notice &)>;

// What the server makes of a statement without running it.
struct Description
{
    std::vector<quint32> parameterTypes;    // oids, of $1, $2, ...
    std::shared_ptr<const Columns> columns; // of its answer; empty where it answers no rows
    std::vector<Notice> notices;
};

// What a finished statement answered.
struct Answer
{
    RowBatch rows;
    QByteArray command;       // the command tag, as "INSERT 0 3"
    qint64 affectedRows = -1; // -1 when the tag has no count
    double milliseconds = 0;  // from sending to the last byte read
    // What the server said while it ran, the first MaxNotices of it; noticeReceived tells as many.
    std::vector<Notice> notices;
    qint64 noticesLeftOut = 0; // how many more there were

    static constexpr std::size_t MaxNotices = 1000;
};

struct Notification
{
    QString channel;
    QString payload;
    int backendPid = 0;
};

// Where streamed rows go. Runs on the session's thread; false ends the query early (it is cancelled, not an error).
using RowSink = std::function<bool(RowBatch)>;
// Yields the next chunk of COPY data; nullopt ends it. Runs on the session's thread.
using CopySource = std::function<std::optional<QByteArray>()>;
// One for data that lie in memory, a megabyte at a time; they must stay there until the answer has come.
[[nodiscard]] CopySource copySource(QByteArrayView data);
// Takes a chunk of COPY data; false stops. Runs on the session's thread.
using CopySink = std::function<bool(QByteArrayView)>;
// Told after each statement of a pipeline, with its index. Runs on the session's thread.
using PipelineProgress = std::function<void(qsizetype, const Answer &)>;

// How far a pipeline came: the answers of those statements that succeeded, and the error of the next one.
struct PipelineAnswer
{
    std::vector<Answer> answers;
    std::optional<Error> error; // of statement answers.size()
};

// SQL's own name for that: transaction_resolution_unknown.
inline constexpr QLatin1String OutcomeUnknown("08007");

} // namespace howdah::connection

Q_DECLARE_METATYPE(howdah::connection::Notice)
Q_DECLARE_METATYPE(howdah::connection::Notification)
