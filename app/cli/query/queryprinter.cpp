// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/queryprinter.h"

#include "base/jsonstring.h"
#include "cli/query/querytable.h"
#include "cli/query/queryvalues.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QIODevice>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using connection::RowBatch;
using query::Outcome;
using query::RunReport;

namespace {

QByteArray jsonText(const QString &text)
{
    QByteArray json;
    appendJsonString(json, text.toUtf8());
    return json;
}

QByteArray columnsJson(const connection::Columns &columns)
{
    QByteArray json = "[";
    for (std::size_t i = 0; i < columns.size(); ++i)
        json += (i > 0 ? "," : "") + ("{\"name\":" + jsonText(columns[i].name))
              + ",\"typeOid\":" + QByteArray::number(columns[i].typeOid) + '}';
    return json + ']';
}

QByteArray errorJson(const Outcome &outcome)
{
    const Error &error = *outcome.error;
    QByteArray json = "{\"kind\":" + jsonText(kindName(error.kind)) + ",\"message\":" + jsonText(error.message);
    if (!error.sqlState.isEmpty())
        json += ",\"sqlState\":" + jsonText(error.sqlState);
    if (!error.detail.isEmpty())
        json += ",\"detail\":" + jsonText(error.detail);
    if (!error.hint.isEmpty())
        json += ",\"hint\":" + jsonText(error.hint);
    if (outcome.errorOffset >= 0)
        json += ",\"offset\":" + QByteArray::number(outcome.errorOffset)
              + ",\"line\":" + QByteArray::number(qint64(outcome.errorAt.line))
              + ",\"column\":" + QByteArray::number(qint64(outcome.errorAt.column));
    return json + '}';
}

const char *stateName(Outcome::State state)
{
    switch (state) {
    case Outcome::State::Running:
        return "running";
    case Outcome::State::Done:
        return "done";
    case Outcome::State::Failed:
        return "failed";
    case Outcome::State::NotSent:
        return "not sent";
    case Outcome::State::Cancelled:
        return "cancelled";
    case Outcome::State::Lost:
        return "lost";
    case Outcome::State::Unknown:
        break;
    }
    return "unknown";
}

} // namespace

QueryPrinter::QueryPrinter(Output &output, QueryFormat format, QString name, Kept kept)
    : m_output(output)
    , m_format(format)
    , m_name(std::move(name))
    , m_kept(std::move(kept))
    , m_exact(output.out)
{
    if (m_format == QueryFormat::Json)
        put("{\"format\":1,\"outcomes\":[");
}

void QueryPrinter::put(const QByteArray &text)
{
    m_output.out.flush();
    m_output.out.device()->write(text);
}

void QueryPrinter::began(const Outcome &outcome)
{
    m_hasHeader = false;
    m_firstRow = true;
    m_expanded = outcome.expanded;
}

// With the first rows or at the end: what \i runs begins and ends before \i itself does, and stands before it.
void QueryPrinter::openOutcome(const query::ScriptPlace &place)
{
    put(QByteArray(m_firstOutcome ? "" : ",") + "\n{\"line\":" + QByteArray::number(place.line)
        + ",\"offset\":" + QByteArray::number(place.offset)
        + (place.file.isEmpty() ? QByteArray() : ",\"file\":" + jsonText(place.file)));
    m_firstOutcome = false;
}

connection::RowSink QueryPrinter::rowsOf(const Outcome &outcome)
{
    m_isCopy = outcome.isCopy;
    m_expanded = outcome.expanded;
    if (m_format == QueryFormat::Table && !outcome.isCopy)
        return {}; // as its widths are known at the end only
    return [this, place = outcome.place](const RowBatch &rows) {
        putRows(rows, place);
        return true;
    };
}

void QueryPrinter::putRows(const RowBatch &rows, const query::ScriptPlace &place)
{
    if (m_isCopy && m_format != QueryFormat::Json) { // its data are what they are
        for (qsizetype row = 0; row < rows.rowCount(); ++row)
            put(rows.bytes(row, 0).toByteArray());
        return;
    }
    const bool first = !std::exchange(m_hasHeader, true);
    if (first && m_format != QueryFormat::Csv)
        m_names = jsonNames(rows.columns());
    switch (m_format) {
    case QueryFormat::Csv:
        if (m_expanded)
            put(csvRecords(rows));
        else
            put((first ? csvHeader(rows.columns()) : QByteArray()) + csvRows(rows));
        break;
    case QueryFormat::Json:
        if (first) {
            openOutcome(place);
            put(",\"columns\":" + columnsJson(rows.columns()) + ",\"rows\":[");
        }
        [[fallthrough]];
    case QueryFormat::Ndjson: {
        QByteArray text;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            const QByteArray object = jsonRow(rows, row, m_names);
            text += m_format == QueryFormat::Ndjson ? object + '\n' : (m_firstRow ? "\n" : ",\n") + object;
            m_firstRow = false;
        }
        put(text);
        break;
    }
    case QueryFormat::Table:
        break;
    }
}

void QueryPrinter::noticed(qint64, const connection::Notice &notice)
{
    if (m_format == QueryFormat::Json)
        return; // with its outcome
    m_output.err << plainLines(notice.severity + u":  "_s + notice.message) << Qt::endl;
    if (!notice.detail.isEmpty())
        m_output.err << plainLines(tr("DETAIL:  %1").arg(notice.detail)) << Qt::endl;
    if (!notice.hint.isEmpty())
        m_output.err << plainLines(tr("HINT:  %1").arg(notice.hint)) << Qt::endl;
}

QString QueryPrinter::placeOf(const Outcome &outcome) const
{
    const QString file = outcome.place.file.isEmpty() ? m_name : outcome.place.file;
    return outcome.errorOffset >= 0 ? u"%1:%2:%3"_s.arg(file).arg(outcome.errorAt.line).arg(outcome.errorAt.column)
                                    : u"%1:%2"_s.arg(file).arg(outcome.place.line);
}

void QueryPrinter::sayError(const Outcome &outcome)
{
    Error error = *outcome.error;
    error.message = placeOf(outcome) + u": "_s + error.message;
    showError(m_output.err, error);
}

// Command tags stand beside the rows, so that a script gets those alone.
void QueryPrinter::say(const Outcome &outcome)
{
    if (outcome.error)
        sayError(outcome);
    if (outcome.kind == Outcome::Kind::Command && !outcome.text.isEmpty()) {
        if (!outcome.isRemark && (m_format == QueryFormat::Table || m_format == QueryFormat::Csv))
            put(outcome.text.toUtf8());
        else
            m_output.err << plainLines(outcome.text.trimmed()) << Qt::endl;
    } else if (!outcome.text.isEmpty()) {
        m_output.err << plainLine(placeOf(outcome) + u": "_s + outcome.text) << Qt::endl;
    }
    const bool hasRows = m_hasHeader || outcome.result || outcome.isCopy;
    if (outcome.isDone() && !hasRows && !outcome.command.isEmpty())
        m_output.err << plainLine(QString::fromUtf8(outcome.command)) << Qt::endl;
    if (outcome.timed && outcome.kind == Outcome::Kind::Statement)
        m_output.err << tr("Time: %1 ms").arg(outcome.milliseconds, 0, 'f', 3) << Qt::endl;
}

void QueryPrinter::putOutcome(const Outcome &outcome)
{
    if (!m_hasHeader)
        openOutcome(outcome.place);
    QByteArray json = std::exchange(m_hasHeader, false) ? "]" : "";
    json += ",\"state\":" + jsonText(QString::fromLatin1(stateName(outcome.state)));
    if (outcome.kind == Outcome::Kind::Statement)
        json += ",\"command\":" + jsonText(QString::fromUtf8(outcome.command));
    if (outcome.rows >= 0)
        json += ",\"count\":" + QByteArray::number(outcome.rows);
    json += ",\"durationMs\":" + QByteArray::number(outcome.milliseconds, 'f', 3);
    if (!outcome.text.isEmpty())
        json += ",\"text\":" + jsonText(outcome.text);
    QByteArrayList notices;
    for (const connection::Notice &notice : outcome.notices)
        notices << "{\"severity\":" + jsonText(notice.severity) + ",\"message\":" + jsonText(notice.message) + '}';
    if (!notices.isEmpty())
        json += ",\"notices\":[" + notices.join(',') + ']';
    if (outcome.error)
        json += ",\"error\":" + errorJson(outcome);
    put(json + '}');
}

void QueryPrinter::ended(const Outcome &outcome)
{
    if (m_kept)
        m_kept(outcome);
    if (m_format == QueryFormat::Json) {
        putOutcome(outcome);
        if (outcome.error)
            sayError(outcome);
        return;
    }
    // Of what failed half-way, too: what came is told.
    if (m_format == QueryFormat::Table && outcome.result && !outcome.isCopy) {
        const Result<void> written =
            writeTable(*outcome.result, outcome.expanded, [this](const QByteArray &text) { put(text); });
        if (!written)
            showError(m_output.err, written.error());
    }
    say(outcome);
    m_hasHeader = false; // of it, not of the \i that it is in
}

int QueryPrinter::finish(const RunReport &report)
{
    int code = report.failed > 0 || report.error ? ExitFailed : ExitOk;
    if (report.end == RunReport::End::ConnectionLost)
        code = ExitCannotConnect;
    if (report.error)
        showError(m_output.err, *report.error);
    if (report.notRun > 0)
        m_output.err << tr("%n statements and commands behind it were not run", nullptr, int(report.notRun))
                     << Qt::endl;
    if (report.transaction.isOpen() && report.end != RunReport::End::ConnectionLost) {
        m_output.err
            << (report.transaction.state == connection::TransactionState::Failed
                    ? tr("The script has left a transaction that failed: the server rolls it back.")
                    : tr("The script has left a transaction open: the server rolls it back, as nothing has "
                         "committed it."))
            << Qt::endl;
        if (code == ExitOk)
            code = ExitFailed;
    }
    if (m_format == QueryFormat::Json)
        put("\n],\"notRun\":" + QByteArray::number(report.notRun) + ",\"durationMs\":"
            + QByteArray::number(report.milliseconds, 'f', 3) + ",\"exitCode\":" + QByteArray::number(code) + "}\n");
    return code;
}

} // namespace howdah::cli
