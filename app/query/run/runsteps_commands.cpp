// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/runsteps.h"

#include "base/outputfile.h"
#include "base/plainfile.h"
#include "base/propagate.h"
#include "query/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

using connection::Answer;

static constexpr int DeepestInclude = 32;

void RunSteps::runCommand(const Text &text, const Piece &part, std::optional<QByteArrayView> data)
{
    Outcome outcome = begin(text, part, Outcome::Kind::Command);
    const Result<MetaCommand> read = readMetaCommand(text.script.textOf(part), part.insideStatement, m_options.values);
    if (!read) {
        m_observer->began(outcome);
        fault(outcome, read.error(), part.offset);
        return end(text, std::move(outcome));
    }
    command(text, outcome, *read, data);
    if (outcome.error && outcome.errorOffset < 0)
        outcome.errorOffset = part.offset;
    end(text, std::move(outcome));
}

static void toggle(bool &what, std::optional<bool> to) { what = to.value_or(!what); }

void RunSteps::command(
    const Text &text, Outcome &outcome, const MetaCommand &command, std::optional<QByteArrayView> data)
{
    using Kind = MetaCommand::Kind;
    if (command.kind == Kind::Copy)
        return copy(outcome, *command.copy, data);
    m_observer->began(outcome);
    switch (command.kind) {
    case Kind::Echo:
    case Kind::Warn:
    case Kind::Remark:
        outcome.text = command.text;
        outcome.isRemark = command.kind != Kind::Echo;
        break;
    case Kind::Set:
        set(outcome, command);
        break;
    case Kind::Unset:
        m_options.values.remove(command.name);
        break;
    case Kind::Timing:
        toggle(m_timing, command.on);
        break;
    case Kind::Expanded:
        toggle(m_expanded, command.on);
        break;
    case Kind::Include:
    case Kind::IncludeRelative:
        include(text, outcome, command);
        break;
    case Kind::Quit:
        m_ends = m_quits = true;
        break;
    case Kind::Copy:
    case Kind::Nothing:
    case Kind::Send:
    case Kind::SendExpanded:
    case Kind::Gset:
    case Kind::Describe:
        break; // of a statement
    }
}

static std::optional<bool> switched(const QString &text)
{
    const QString lower = text.toLower();
    if (lower.isEmpty() || lower == "on"_L1 || lower == "1"_L1 || lower == "true"_L1 || lower == "yes"_L1)
        return true;
    if (lower == "off"_L1 || lower == "0"_L1 || lower == "false"_L1 || lower == "no"_L1)
        return false;
    return {};
}

// Some variables are switches of psql, which mean the same here.
void RunSteps::set(Outcome &outcome, const MetaCommand &command)
{
    if (command.name.isEmpty()) {
        QStringList names = m_options.values.keys();
        names.sort();
        for (const QString &name : names)
            outcome.text += u"%1 = '%2'\n"_s.arg(name, m_options.values[name].text);
        return;
    }
    const std::optional<bool> on = switched(command.text);
    if (command.name == "ON_ERROR_STOP"_L1 && on)
        m_options.onError = *on ? OnError::Stop : OnError::Continue;
    else if (command.name == "ON_ERROR_ROLLBACK"_L1)
        m_options.savepoints = on.value_or(true); // "interactive", too
    else if (command.name == "AUTOCOMMIT"_L1 && on)
        m_options.autocommit = *on;
    m_options.values.insert(command.name, {ParameterValue::Kind::Raw, command.text});
}

QString RunSteps::pathOf(const QString &file) const
{
    return QDir::isAbsolutePath(file) || !m_options.folder ? file : QDir(*m_options.folder).filePath(file);
}

void RunSteps::include(const Text &text, Outcome &outcome, const MetaCommand &command)
{
    const bool isRelative = command.kind == MetaCommand::Kind::IncludeRelative && QDir::isRelativePath(command.text);
    const QString path =
        isRelative && !text.folder.isEmpty() ? QDir(text.folder).filePath(command.text) : pathOf(command.text);
    if (text.depth >= DeepestInclude)
        return fault(
            outcome, makeError(ErrorKind::Usage, tr("%1 is included too deeply, perhaps by itself").arg(command.text)),
            -1);
    const Result<QByteArray> bytes = readPlainFile(path);
    if (!bytes)
        return fault(outcome, bytes.error(), -1);
    const Script script(*bytes, standardStrings());
    const qint64 failed = m_report.failed;
    runParts({script, path, QFileInfo(path).absolutePath(), text.depth + 1}, script.all());
    if (std::exchange(m_quits, false))
        m_ends = false;
    else if (script.problem() && goesOn())
        return fault(outcome, *script.problem(), -1);
    if (m_report.failed > failed && m_ends) // its own outcomes say what
        outcome.text = tr("Ended within %1").arg(command.text);
}

// ---- \copy

namespace {

// A file as COPY data, piece by piece.
class CopyFile final
{
public:
    [[nodiscard]] Result<void> open(const QString &path)
    {
        m_file.setFileName(path);
        if (!QFileInfo(path).isFile())
            return fail(ErrorKind::NotFound, tr("There is no file %1").arg(path));
        if (!m_file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, m_file.errorString()));
        m_size = m_file.size();
        return {};
    }
    [[nodiscard]] connection::CopyFeed feed()
    {
        return [this] { return next(); };
    }

private:
    // A disk that fails and a file that somebody cuts look like the end of the data.
    Result<std::optional<QByteArray>> next()
    {
        QByteArray chunk = m_file.read(256 << 10);
        if (m_file.error() != QFileDevice::NoError)
            return broken(m_file.errorString());
        m_read += chunk.size();
        if (!chunk.isEmpty())
            return chunk;
        if (m_read < m_size)
            return broken(tr("it has become shorter meanwhile"));
        return std::nullopt;
    }
    std::unexpected<Error> broken(const QString &why) const
    {
        return fail(
            ErrorKind::Io, tr("%1 could not be read to its end: %2").arg(m_file.fileName(), why),
            tr("Nothing of it was taken."));
    }

    QFile m_file;
    qint64 m_size = 0; // when it was opened
    qint64 m_read = 0;
};

} // namespace

void RunSteps::copy(Outcome &outcome, const MetaCommand::CopyData &copy, std::optional<QByteArrayView> data)
{
    using End = MetaCommand::CopyData::End;
    outcome.sql = copy.sql;
    m_observer->began(outcome);
    if (const auto fits = isEncodingOurs(copy.sql); !fits)
        return fault(outcome, fits.error(), -1);
    if (m_options.gate) {
        if (const auto may = m_options.gate(copy.sql); !may)
            return fault(outcome, may.error(), -1);
    }
    // Nothing can be hidden in a file.
    if (m_options.masked && !copy.toServer && copy.end != End::StandardOutput && copy.end != End::ScriptData) {
        Outcome sent = outcome;
        sent.sql = copy.sql;
        sent.isCopy = true;
        const std::vector<bool> masked = m_options.masked(sent, {connection::Column{.name = u"copy"_s}});
        if (std::ranges::find(masked, true) != masked.end())
            return fault(
                outcome,
                makeError(
                    ErrorKind::Permission, tr("%1 would get sensitive values").arg(copy.file),
                    tr("Leave out their columns, or reveal them.")),
                -1);
    }
    bool hasSavepoint = false;
    if (const auto ready = prepareTransaction(copy.sql, hasSavepoint); !ready)
        return fault(outcome, ready.error(), -1);
    Result<Answer> answer = fail(ErrorKind::Internal, QString());
    const QString path = pathOf(copy.file);
    if (copy.end == End::ScriptData) {
        answer = send(outcome, SendingWay::CopyFrom, data, {});
    } else if (copy.end == End::StandardOutput) {
        answer = send(outcome, SendingWay::CopyTo, {}, {});
    } else if (copy.toServer) {
        CopyFile file;
        const Result<void> opened = file.open(path);
        if (opened)
            answer = asked([&] { return m_work->copyIn(copy.sql, file.feed()); });
        else
            answer = fail(opened.error());
    } else {
        OutputFile file;
        Result<void> written = file.open(path);
        if (written) {
            answer = asked([&] {
                return m_work->copyOut(copy.sql, [&](QByteArrayView piece) {
                    written = file.write(piece);
                    return written.has_value();
                });
            });
            if (written && answer)
                written = file.keep();
        }
        if (!written)
            answer = fail(written.error());
    }
    settleSavepoint(
        hasSavepoint, answer.has_value() && m_session.transactionState() != connection::TransactionState::Failed);
    const WrittenStatement plain{.sql = copy.sql};
    settle(outcome, std::move(answer), plain);
    if (outcome.errorOffset >= 0)
        outcome.errorOffset = outcome.place.offset; // the COPY that was sent is not what stands there
}

// ---- \gset, \gdesc

// psql's variables: NULL is none.
Result<void> RunSteps::takeRow(const std::vector<connection::RowBatch> &rows, const QString &prefix)
{
    qint64 count = 0;
    const connection::RowBatch *row = nullptr;
    for (const connection::RowBatch &batch : rows) {
        count += batch.rowCount();
        if (!row && batch.rowCount() > 0)
            row = &batch;
    }
    if (count != 1)
        return fail(
            ErrorKind::Invalid,
            count == 0 ? tr("\\gset needs a row, and there is none") : tr("\\gset needs one row, and there are more"));
    const auto nameOf = [&](int column) { return prefix + row->columns()[std::size_t(column)].name; };
    for (int column = 0; column < row->columnCount(); ++column) {
        // What somebody has given as a value must not become a piece of SQL by the name of a column.
        const auto given = m_options.values.constFind(nameOf(column));
        if (given != m_options.values.constEnd() && given->kind != ParameterValue::Kind::Raw)
            return fail(ErrorKind::Invalid, tr("\\gset would replace the parameter %1").arg(nameOf(column)));
    }
    for (int column = 0; column < row->columnCount(); ++column) {
        const QString name = nameOf(column);
        if (row->isNull(0, column))
            m_options.values.remove(name);
        else
            m_options.values.insert(name, {ParameterValue::Kind::Raw, row->text(0, column)});
    }
    return {};
}

void RunSteps::describe(Outcome &outcome)
{
    const auto description = asked([&] { return m_work->describe(outcome.sql); });
    noteTransaction(outcome.started, {});
    if (!description)
        return fault(outcome, description.error(), -1);
    QStringList types;
    for (const connection::Column &column : description->columns ? *description->columns : connection::Columns())
        types << u"(%1, %2)"_s.arg(column.typeOid).arg(column.typeModifier);
    const auto columns =
        std::make_shared<const connection::Columns>(connection::Columns{{.name = u"Column"_s}, {.name = u"Type"_s}});
    connection::RowBatch rows(columns);
    for (qsizetype i = 0; i < types.size(); ++i) {
        const connection::Column &column = (*description->columns)[std::size_t(i)];
        const auto name = asked([&] {
            return m_work->query(
                {u"SELECT pg_catalog.format_type($1::pg_catalog.oid, $2::pg_catalog.int4)"_s,
                 {QByteArray::number(column.typeOid), QByteArray::number(column.typeModifier)}});
        });
        if (!name)
            return fault(outcome, name.error(), -1);
        rows.appendValue(column.name.toUtf8());
        rows.appendValue(name->rows.bytes(0, 0));
        rows.endRow();
    }
    outcome.rows = rows.rowCount();
    const connection::RowSink sink = sinkFor(outcome);
    (void)sink(std::move(rows));
    if (outcome.result)
        outcome.result->finish();
}

} // namespace howdah::query
