// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/bulkcopy.h"
#include "data/transfer/copytext.h"
#include "data/transfer/importreader.h"
#include "data/transfer/importstages.h"
#include "data/transfer/sequences.h"
#include "data/transfer/spooleddevice.h"
#include "data/transfer/upsert.h"

#include "sql/quote.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Answer;
using connection::Session;

// Of a file that is passed on as it is.
static constexpr qint64 sentAtOnce = 1 << 17;

// What changes how the texts of a file are read is as it was when they were written.
static std::vector<connection::Statement> exactWriting()
{
    return {
        {u"BEGIN"_s, {}},
        {u"SET LOCAL IntervalStyle = postgres"_s, {}},
        {u"SET LOCAL array_nulls = on"_s, {}},
        {u"SET LOCAL xmloption = content"_s, {}}};
}

// Whether rows of the relation are checked against one another, or only at the end of the transaction: it cannot be
// told of some rows at a time which are refused then.
static connection::Statement checksTogether(const EditTarget &target)
{
    return {
        u"SELECT (EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid OPERATOR(pg_catalog.=) "
        u"$1::pg_catalog.oid "
        "AND t.tginitdeferred) OR EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conrelid "
        "OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND c.confrelid OPERATOR(pg_catalog.=) c.conrelid)) "
        // Rows cannot wait in a temporary table otherwise.
        "AND pg_catalog.has_table_privilege($1::pg_catalog.oid, 'SELECT') "
        "AND pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')"_s,
        {QByteArray::number(target.shape.oid)}};
}

// Whether rows may be refused when all of them are there already, so that COPY has no line to tell: by a foreign key,
// by what is deferred, by a trigger behind the row.
static connection::Statement checksAtTheEnd(const EditTarget &target)
{
    return {
        u"SELECT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid OPERATOR(pg_catalog.=) "
        "$1::pg_catalog.oid AND (t.tgtype::int OPERATOR(pg_catalog.&) 6) OPERATOR(pg_catalog.=) 4)"_s,
        {QByteArray::number(target.shape.oid)}};
}

static TextSource::Sureness surenessOf(const ImportRequest &request)
{
    return request.isEncodingSaid ? TextSource::Sureness::Said : TextSource::Sureness::Guessed;
}

namespace {

// One import, in one transaction. What the rows go through stands in importstages.h.
class Importing final
{
public:
    Importing(
        Session &session, const ImportRequest &request, QIODevice &from,
        const std::function<Result<void>(const RejectedRow &)> &reject,
        const std::function<void(BulkProgress)> &progress, const std::stop_token &stop)
        : m_session(session)
        , m_request(request)
        , m_pipe(from.isSequential() ? std::make_unique<SpooledDevice>(from) : nullptr)
        , m_from(m_pipe ? *m_pipe : from)
        , m_progress(progress)
        , m_stop(stop)
        , m_source(std::make_unique<TextSource>(m_from, request.encoding, surenessOf(request)))
        , m_rejects(reject, m_report)
    {
    }

    Result<ImportReport> run();

private:
    Result<void> prepare();
    Result<void> begin();
    Result<void> keepPipe();
    Error explained(const Error &error);
    Result<void> stageAgain();
    Result<void> beginStaging();
    Result<void> work();
    Result<void> end();
    Result<void> copyAll();
    Result<void> parseAll();
    Result<void> copyKept();
    Result<void> merge();
    Result<bool> passes();
    enum class Passed { All, MustParse };
    Result<Passed> passAll();
    Result<QByteArray> readPiece();
    Result<void> kept(const Answer &answer);
    Result<void> command(const QString &sql);
    Error located(const Error &error);
    [[nodiscard]] QString copySql() const;
    [[nodiscard]] QString passingSql() const;
    [[nodiscard]] QString copiedName() const;
    [[nodiscard]] bool rejects() const { return m_request.policy == ErrorPolicy::Reject; }
    void notify();

    Session &m_session;
    const ImportRequest &m_request;
    std::unique_ptr<SpooledDevice> m_pipe;
    QIODevice &m_from;
    const std::function<void(BulkProgress)> &m_progress;
    const std::stop_token &m_stop;
    std::unique_ptr<TextSource> m_source;
    std::unique_ptr<ImportReader> m_reader;
    std::optional<Upsert> m_upsert;
    ImportReport m_report;
    Rejects m_rejects;
    RowLines m_lines;
    bool m_isLocated = false; // the line of the file stands in the error already
    qint64 m_begin = 0;       // where the file begins in the device
    qint64 m_staged = 0;      // rows that were copied for the merge
};

QString Importing::copySql() const
{
    if (m_upsert)
        return u"COPY "_s + m_upsert->copyInto() + u" FROM STDIN"_s;
    QStringList names;
    for (const int column : m_reader->columns())
        names << sql::quoteIdentifier(m_request.target.columns[size_t(column)].name);
    return u"COPY "_s + relationSql(m_request.target.shape) + u" ("_s + names.join(u", "_s) + u") FROM STDIN"_s;
}

QString Importing::passingSql() const
{
    const char delimiter = m_request.format == BulkFormat::Tsv ? tabulator : m_request.delimiter;
    const QString form = m_request.format == BulkFormat::Copy ? u"text"_s : u"csv"_s;
    return copySql() + u" (FORMAT "_s + form + u", DELIMITER "_s + sql::quoteLiteral(QString(QLatin1Char(delimiter)))
         + u", NULL "_s + sql::quoteLiteral(QString::fromUtf8(m_request.null))
         + (m_request.header ? u", HEADER)"_s : u")"_s);
}

// As the server names it where it complains of a row.
QString Importing::copiedName() const { return m_upsert ? m_upsert->tableName() : m_request.target.shape.name; }

// Whether the server takes these options of COPY's own format; of a header it knows since 15 only.
static bool isCopyOfServer(const ImportRequest &request)
{
    static constexpr QByteArrayView taken = "\\.abcdefghijklmnopqrstuvwxyz0123456789\r\n";
    return request.format == BulkFormat::Copy && !request.header && !taken.contains(request.delimiter)
        && !request.null.contains(request.delimiter) && !request.null.contains('\n') && !request.null.contains('\r');
}

// Whether the server would read these bytes otherwise than we do, or count their lines otherwise. It takes a line of
// \. for the end, even where it is a value; and nobody has said what \N is.
static bool mustBeParsed(const ImportRequest &request, QByteArrayView bytes)
{
    if (bytes.contains("\\.") || bytes.endsWith('\\'))
        return true;
    if (request.format == BulkFormat::Copy)
        return bytes.contains("\\\n") || bytes.contains("\\\r");
    return !request.isNullSaid && bytes.contains("\\N");
}

// Whether the server can read the file as it is, which is much faster than taking it apart here. Of a pipe it could
// not be read again to find a line, or when the server would take a line of it for the end.
Result<bool> Importing::passes()
{
    const bool delimited = m_request.format == BulkFormat::Csv || m_request.format == BulkFormat::Tsv;
    if ((!delimited && !isCopyOfServer(m_request)) || rejects() || m_from.isSequential()
        || std::ranges::any_of(m_request.fields, [](int column) { return column < 0; }))
        return false;
    ASSIGN_OR_RETURN(const auto first, m_source->read(sentAtOnce));
    m_source->putBack(first);
    return first.contains('\n');
}

Result<void> Importing::command(const QString &sql)
{
    const Result<Answer> answer = m_session.query({sql, {}}).result();
    return answer ? Result<void>() : fail(answer.error());
}

void Importing::notify()
{
    if (m_progress)
        m_progress({m_report.read, m_source->consumed()});
}

// The error of a file that was passed on, with the line of the file where the row begins: the server tells that of its
// end. Found by reading the file once more.
Error Importing::located(const Error &error)
{
    const qint64 number = copyRowOf(error, copiedName());
    if (number <= 0 || !m_from.seek(m_begin))
        return error;
    m_isLocated = true;
    TextSource source(m_from, m_request.encoding);
    ImportReader again(m_request, source);
    if (!again.begin())
        return error;
    qint64 line = 0;
    while (true) {
        const auto rows = again.next();
        if (!rows)
            return rows.error();
        for (const ImportRow &row : *rows) {
            if (row.line > number)
                return withLine(error, line);
            line = row.line;
        }
        if (rows->empty())
            return withLine(error, line);
    }
}

Result<void> Importing::kept(const Answer &answer)
{
    if (answer.affectedRows != m_report.read)
        return fail(
            ErrorKind::Conflict, tr("The server kept %1 of %2 rows").arg(answer.affectedRows).arg(m_report.read),
            tr("Nothing was written. A trigger or a rule of the table drops rows; skip rejected rows to see which."));
    if (m_upsert)
        m_staged = answer.affectedRows;
    else
        m_report.inserted = m_report.written = answer.affectedRows;
    return {};
}

// Of the file as it is: what a backslash begins is not parted.
Result<QByteArray> Importing::readPiece()
{
    Result<QByteArray> piece = m_source->read(sentAtOnce);
    while (piece && piece->endsWith('\\')) {
        const Result<QByteArray> more = m_source->read(sentAtOnce);
        if (!more || more->isEmpty())
            return more ? piece : more;
        *piece += *more;
    }
    return piece;
}

// The file as it is; rows are counted on the way.
Result<Importing::Passed> Importing::passAll()
{
    RecordCounter counter(
        m_request.format == BulkFormat::Copy ? RecordCounter::Quotes::AreText : RecordCounter::Quotes::Hold);
    const qint64 header = m_request.header ? 1 : 0;
    Result<void> trouble;
    bool mustParse = false;
    const auto source = [&]() -> std::optional<QByteArray> {
        Result<QByteArray> bytes = m_stop.stop_requested() ? QByteArray() : readPiece();
        if (!bytes)
            trouble = fail(bytes.error());
        if (!bytes || bytes->isEmpty())
            return std::nullopt;
        mustParse = mustBeParsed(m_request, *bytes);
        if (mustParse)
            return std::nullopt;
        counter.add(*bytes);
        m_report.read = std::max<qint64>(counter.records() - header, 0);
        notify();
        return *bytes;
    };
    const Result<Answer> answer = m_session.copyIn(passingSql(), source).result();
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (!trouble)
        return fail(trouble.error());
    if (mustParse)
        return Passed::MustParse;
    if (!answer)
        return fail(located(answer.error()));
    m_report.read = std::max<qint64>(counter.total() - header, 0);
    RETURN_IF_ERROR(kept(*answer));
    return Passed::All;
}

// Everything by one COPY.
Result<void> Importing::copyAll()
{
    ASSIGN_OR_RETURN(const auto passing, passes());
    if (!passing) {
        const auto begun = beginStaging();
        return begun ? parseAll() : begun;
    }
    if (auto set = command(u"SAVEPOINT howdah_import"_s); !set)
        return set;
    if (auto begun = beginStaging(); !begun)
        return begun;
    ASSIGN_OR_RETURN(const auto passed, passAll());
    if (passed == Passed::All)
        return {};
    if (auto back = command(u"ROLLBACK TO SAVEPOINT howdah_import"_s); !back)
        return back;
    if (!m_from.seek(m_begin))
        return fail(ErrorKind::Io, tr("The file cannot be reread from its beginning"));
    m_report.read = 0;
    m_source = std::make_unique<TextSource>(m_from, m_request.encoding, surenessOf(m_request));
    m_reader = std::make_unique<ImportReader>(m_request, *m_source);
    if (auto begun = m_reader->begin(); !begun)
        return begun;
    if (auto begun = beginStaging(); !begun) // again, so that its rows are numbered from 1
        return begun;
    return parseAll();
}

// Taken apart here, and sent in COPY's own format.
Result<void> Importing::parseAll()
{
    Result<void> trouble;
    const auto source = [&]() -> std::optional<QByteArray> {
        if (m_stop.stop_requested())
            return std::nullopt;
        const auto rows = m_reader->next();
        if (!rows)
            trouble = fail(rows.error());
        if (!rows || rows->empty())
            return std::nullopt;
        QByteArray chunk;
        for (const ImportRow &row : *rows) {
            m_lines.add(row.line);
            chunk += row.copyLine;
        }
        m_report.read += qint64(rows->size());
        notify();
        return chunk;
    };
    const Result<Answer> answer = m_session.copyIn(copySql(), source).result();
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (!trouble)
        return trouble;
    if (answer)
        return kept(*answer);
    const qint64 row = copyRowOf(answer.error(), copiedName());
    m_isLocated = row > 0;
    return fail(m_lines.located(answer.error(), row));
}

// What the server refuses is left out.
Result<void> Importing::copyKept()
{
    if (auto begun = beginStaging(); !begun)
        return begun;
    CopyStage stage(m_session, copySql(), copiedName(), m_rejects, m_stop);
    while (true) {
        ASSIGN_OR_RETURN(auto rows, m_reader->next());
        if (rows.empty())
            break;
        m_report.read += qint64(rows.size());
        if (m_upsert) {
            for (ImportRow &row : rows)
                appendOrigin(row);
        }
        if (auto taken = stage.take(std::move(rows)); !taken)
            return taken;
        notify();
    }
    (m_upsert ? m_staged : m_report.inserted) = stage.written();
    if (!m_upsert)
        m_report.written = m_report.inserted;
    return {};
}

Result<void> Importing::merge()
{
    MergeStage stage(m_session, *m_upsert, m_rejects, m_stop);
    const auto counts = rejects() ? stage.mergeKept() : stage.mergeAll(m_staged);
    if (!counts) {
        const Error &error = counts.error();
        m_isLocated = true; // as well as it can be
        if (stage.failedRow() <= 0)
            return fail(error);
        if (m_lines.count() > 0)
            return fail(m_lines.located(error, stage.failedRow()));
        const qint64 line =
            m_from.isSequential() || !m_from.seek(m_begin) ? 0 : lineOfRow(m_request, m_from, stage.failedRow());
        return fail(line > 0 ? withLine(error, line) : withRow(error, stage.failedRow()));
    }
    m_report.inserted = counts->inserted;
    m_report.updated = counts->updated;
    m_report.written = counts->inserted + counts->updated;
    return {};
}

Result<void> Importing::prepare()
{
    m_begin = m_from.isSequential() ? 0 : m_from.pos();
    m_reader = std::make_unique<ImportReader>(m_request, *m_source);
    if (auto begun = m_reader->begin(); !begun)
        return begun;
    if (m_request.upsertKey.empty() || m_reader->columns().empty())
        return {};
    ASSIGN_OR_RETURN(
        auto upsert,
        Upsert::make(m_request, m_reader->columns(), rejects() ? Upsert::Keeps::RowsAndText : Upsert::Keeps::Rows));
    m_upsert = std::move(upsert);
    return {};
}

Result<void> Importing::beginStaging() { return m_upsert ? m_upsert->begin(m_session) : Result<void>(); }

// The transaction, and where the rows go to in it.
Result<void> Importing::begin()
{
    const auto begun = m_session.pipeline(exactWriting()).result();
    if (const Error *error = failureOf(begun))
        return fail(*error);
    if (!rejects() || m_upsert)
        return {};
    ASSIGN_OR_RETURN(const auto together, m_session.query(checksTogether(m_request.target)).result());
    if (together.rows.boolean(0, 0))
        m_upsert = Upsert::staging(m_request, m_reader->columns(), Upsert::Keeps::RowsAndText);
    return {};
}

// The file once more, into the table where rows wait.
Result<void> Importing::stageAgain()
{
    QIODevice *const again = m_pipe ? m_pipe->kept() : &m_from;
    if (!again || !again->seek(m_begin))
        return fail(ErrorKind::Io, tr("The file cannot be reread from its beginning"));
    m_source = std::make_unique<TextSource>(*again, m_request.encoding, surenessOf(m_request));
    m_reader = std::make_unique<ImportReader>(m_request, *m_source);
    m_lines = {};
    m_report = {};
    if (auto prepared = m_reader->begin(); !prepared)
        return prepared;
    if (auto begun = begin(); !begun)
        return begun;
    m_upsert = Upsert::staging(m_request, m_reader->columns(), Upsert::Keeps::Rows);
    if (auto begun = beginStaging(); !begun)
        return begun;
    return parseAll();
}

// A pipe has passed when the server complains of what was in it.
Result<void> Importing::keepPipe()
{
    if (!m_pipe || rejects() || !m_request.upsertKey.empty())
        return {}; // those rows have their lines with them
    ASSIGN_OR_RETURN(const auto checks, m_session.query(checksAtTheEnd(m_request.target)).result());
    if (checks.rows.boolean(0, 0))
        m_pipe->keep();
    return {};
}

// What the server only checks when all rows are there (foreign keys, what is deferred) it refuses without a line: all
// is done again, a row at a time as far as it must be. The transaction is over by then.
Error Importing::explained(const Error &error)
{
    const bool isOfRows = error.sqlState.startsWith("23"_L1) || error.sqlState == "P0001"_L1;
    if (!isOfRows || m_isLocated || rejects() || m_upsert || (m_pipe && !m_pipe->kept()))
        return error;
    const auto find = [this]() -> Result<void> {
        const std::stop_callback cancel(m_stop, [this] { m_session.cancel(); });
        if (auto staged = stageAgain(); !staged)
            return staged;
        return merge();
    };
    const Result<void> found = find();
    if (m_session.isOpen())
        (void)command(u"ROLLBACK"_s);
    // Another error says nothing of this one.
    return !found && m_isLocated && found.error().sqlState == error.sqlState ? found.error() : error;
}

Result<void> Importing::work()
{
    // A statement that takes long is ended, too.
    const std::stop_callback cancel(m_stop, [this] { m_session.cancel(); });
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (auto copied = rejects() ? copyKept() : copyAll(); !copied)
        return copied;
    if (m_upsert) {
        if (auto merged = merge(); !merged)
            return merged;
    }
    if (m_report.read != m_report.written + m_report.rejected)
        return fail(
            ErrorKind::Internal, tr("%1 rows were read, %2 written and %3 rejected, which does not add up")
                                     .arg(m_report.read)
                                     .arg(m_report.written)
                                     .arg(m_report.rejected));
    // What is checked at the end of the transaction is checked while it can still be told apart from the commit.
    if (auto checked = command(u"SET CONSTRAINTS ALL IMMEDIATE"_s); !checked)
        return checked;
    ASSIGN_OR_RETURN(
        auto sequences,
        sequencesBehind(
            m_session, m_request.target, m_reader->columns(), m_request.advancesSequences && !m_request.rehearse));
    m_report.sequences = std::move(sequences);
    return {};
}

// From here on it cannot be cancelled: whether it was written must be known.
Result<void> Importing::end()
{
    if (m_request.beforeCommit) {
        if (auto kept = m_request.beforeCommit(m_report); !kept)
            return kept;
    }
    if (m_request.rehearse)
        return command(u"ROLLBACK"_s);
    ASSIGN_OR_RETURN(
        const auto number,
        m_session.query({u"SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text"_s, {}}).result());
    auto done = command(u"COMMIT"_s);
    if (!done && done.error().kind == ErrorKind::Connection)
        done = fail(
            ErrorKind::Connection, tr("The connection was lost while the rows were committed"),
            tr("To find out whether they were written: SELECT pg_xact_status('%1').").arg(number.rows.text(0, 0)),
            done.error().message);
    return done;
}

Result<ImportReport> Importing::run()
{
    QElapsedTimer clock;
    clock.start();
    RETURN_IF_ERROR(keepPipe());
    RETURN_IF_ERROR(prepare());
    // A JSON file without any object.
    if (m_reader->columns().empty())
        return m_report;
    Result<void> done = begin();
    if (done)
        done = work();
    if (done && m_stop.stop_requested())
        done = fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (done)
        done = end();
    if (!done) {
        if (m_session.isOpen())
            (void)command(u"ROLLBACK"_s);
        if (m_session.isOpen() && !m_stop.stop_requested())
            done = fail(explained(done.error()));
        return m_stop.stop_requested() && done.error().kind != ErrorKind::Connection
                 ? fail(ErrorKind::Cancelled, tr("Cancelled"), tr("Nothing was written."))
                 : fail(done.error());
    }
    m_report.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return m_report;
}

} // namespace

Result<ImportReport> importRows(
    Session &session, const ImportRequest &request, QIODevice &from,
    const std::function<Result<void>(const RejectedRow &)> &reject, const std::function<void(BulkProgress)> &progress,
    std::stop_token stop)
{
    if (request.format == BulkFormat::SqlInsert || request.format == BulkFormat::Xlsx)
        return fail(
            ErrorKind::Usage,
            request.format == BulkFormat::Xlsx ? tr("Workbooks cannot be imported")
                                               : tr("SQL cannot be imported; run it instead"),
            request.format == BulkFormat::Xlsx ? tr("Save the sheet as CSV first.") : QString());
    return Importing(session, request, from, reject, progress, stop).run();
}

} // namespace howdah::data
