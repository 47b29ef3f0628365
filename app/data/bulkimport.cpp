// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/bulkcopy.h"
#include "data/copytext.h"
#include "data/importreader.h"

#include "sql/quote.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRegularExpression>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Answer;
using connection::Session;

static QString tr(const char *text) { return QCoreApplication::translate("Data", text); }

// Rows of one COPY when bad ones are left out: a refused row costs two more.
static constexpr size_t rowsAtOnce = 1000;
// Of a file that is passed on as it is.
static constexpr qint64 bytesAtOnce = 1 << 17;

std::vector<int> fieldsOf(const EditTarget &target, const DelimitedRecord &header)
{
    std::vector<int> fields;
    for (const CellValue &name : header.cells)
        fields.push_back(target.columnNamed(QString::fromUtf8(name.bytes())));
    return fields;
}

namespace {

// One import, in one transaction.
class Importing final
{
public:
    Importing(
        Session &session, const ImportRequest &request, QIODevice &from,
        const std::function<void(const RejectedRow &)> &reject, const std::function<void(BulkProgress)> &progress,
        std::stop_token stop)
        : m_session(session)
        , m_request(request)
        , m_from(from)
        , m_reject(reject)
        , m_progress(progress)
        , m_stop(std::move(stop))
        , m_reader(request, from)
    {
    }

    Result<ImportReport> run();

private:
    Result<void> copyAll();
    Result<void> copyKept();
    Result<void> copyRows(std::span<const ImportRow> rows);
    Result<Answer> tryRows(std::span<const ImportRow> rows);
    Result<void> command(const QString &sql);
    void leaveOut(const ImportRow &row, const Error &error);
    [[nodiscard]] QString copySql() const;
    [[nodiscard]] Error withLine(Error error, qint64 line) const;
    enum class Counted { Rows, Lines };
    [[nodiscard]] Error located(const Error &error, Counted counts);
    [[nodiscard]] bool passes() const;
    [[nodiscard]] QString passingSql() const;
    Result<void> passAll();
    Result<void> kept(const Answer &answer);
    void tell();

    Session &m_session;
    const ImportRequest &m_request;
    QIODevice &m_from;
    const std::function<void(const RejectedRow &)> &m_reject;
    const std::function<void(BulkProgress)> &m_progress;
    std::stop_token m_stop;
    ImportReader m_reader;
    ImportReport m_report;
};

QString Importing::copySql() const
{
    QStringList names;
    for (const int column : m_reader.columns())
        names << sql::quoteIdentifier(m_request.target.columns[size_t(column)].name);
    return u"COPY "_s + relationSql(m_request.target.shape) + u" ("_s + names.join(u", "_s) + u") FROM STDIN"_s;
}

QString Importing::passingSql() const
{
    const char delimiter = m_request.format == BulkFormat::Tsv ? tabulator : m_request.delimiter;
    return copySql() + u" (FORMAT csv, DELIMITER "_s + sql::quoteLiteral(QString(QLatin1Char(delimiter))) + u", NULL "_s
         + sql::quoteLiteral(QString::fromUtf8(m_request.null)) + (m_request.header ? u", HEADER)"_s : u")"_s);
}

// Whether the server can read the file as it is, which is much faster than taking it apart here.
bool Importing::passes() const
{
    const bool delimited = m_request.format == BulkFormat::Csv || m_request.format == BulkFormat::Tsv;
    return delimited && m_request.policy == ErrorPolicy::AllOrNothing
        && std::ranges::none_of(m_request.fields, [](int column) { return column < 0; })
        && m_from.peek(bytesAtOnce).contains('\n');
}

Result<void> Importing::command(const QString &sql)
{
    const Result<Answer> answer = m_session.query({sql, {}}).result();
    return answer ? Result<void>() : fail(answer.error());
}

void Importing::tell()
{
    if (m_progress)
        m_progress({m_report.read, m_from.pos()});
}

Error Importing::withLine(Error error, qint64 line) const
{
    if (line > 0)
        error.message = tr("Line %1: %2").arg(line).arg(error.message);
    return error;
}

// The number of the row within a COPY that the server complains of: "COPY name, line 3, column ..." in any language.
static qint64 copyLineOf(const Error &error, const QString &relation)
{
    const qsizetype at = error.detail.indexOf(u"COPY "_s + relation);
    if (at < 0)
        return 0;
    static const QRegularExpression number(u"\\d+"_s);
    const qsizetype from = at + 5 + relation.size();
    const auto match = number.match(error.detail, from);
    return match.hasMatch() ? match.captured().toLongLong() : 0;
}

// The error with the line of the file, found by reading the file once more. `counts`: what the server counted.
Error Importing::located(const Error &error, Counted counts)
{
    const qint64 number = copyLineOf(error, m_request.target.shape.name);
    if (number <= 0 || !m_from.seek(0))
        return error;
    ImportReader again(m_request, m_from);
    if (!again.begin())
        return error;
    qint64 seen = 0;
    qint64 line = 0; // where the row begins that the server's number falls into
    while (true) {
        const auto rows = again.next();
        if (!rows)
            return rows.error();
        for (const ImportRow &row : *rows) {
            ++seen;
            if (counts == Counted::Rows ? seen == number : row.line > number)
                return withLine(error, counts == Counted::Rows ? row.line : line);
            line = row.line;
        }
        if (rows->empty())
            return withLine(error, line);
    }
}

Result<void> Importing::kept(const Answer &answer)
{
    m_report.written = answer.affectedRows;
    if (m_report.written == m_report.read)
        return {};
    return fail(
        ErrorKind::Conflict, tr("The server kept %1 of %2 rows").arg(m_report.written).arg(m_report.read),
        tr("Nothing was written. A trigger or a rule of the table drops rows; leave refused rows out to see which."));
}

// The file as it is; rows are counted on the way.
Result<void> Importing::passAll()
{
    RecordCounter counter;
    const qint64 header = m_request.header ? 1 : 0;
    const Result<Answer> answer = m_session
                                      .copyIn(
                                          passingSql(),
                                          [&]() -> std::optional<QByteArray> {
                                              if (m_stop.stop_requested())
                                                  return std::nullopt;
                                              QByteArray bytes = m_from.read(bytesAtOnce);
                                              if (bytes.isEmpty())
                                                  return std::nullopt;
                                              counter.add(bytes);
                                              m_report.read = std::max<qint64>(counter.records() - header, 0);
                                              tell();
                                              return bytes;
                                          })
                                      .result();
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (!answer)
        return fail(located(answer.error(), Counted::Lines));
    m_report.read = std::max<qint64>(counter.total() - header, 0);
    return kept(*answer);
}

// Everything by one COPY.
Result<void> Importing::copyAll()
{
    if (passes())
        return passAll();
    Result<void> trouble;
    const Result<Answer> answer = m_session
                                      .copyIn(
                                          copySql(),
                                          [&]() -> std::optional<QByteArray> {
                                              if (m_stop.stop_requested())
                                                  return std::nullopt;
                                              const auto rows = m_reader.next();
                                              if (!rows) {
                                                  trouble = fail(rows.error());
                                                  return std::nullopt;
                                              }
                                              if (rows->empty())
                                                  return std::nullopt;
                                              m_report.read += qint64(rows->size());
                                              tell();
                                              QByteArray chunk;
                                              for (const ImportRow &row : *rows)
                                                  chunk += row.copyLine;
                                              return chunk;
                                          })
                                      .result();
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (!trouble)
        return trouble;
    if (!answer)
        return fail(located(answer.error(), Counted::Rows));
    return kept(*answer);
}

void Importing::leaveOut(const ImportRow &row, const Error &error)
{
    ++m_report.rejected;
    if (m_reject)
        m_reject({row.line, row.text, error});
}

Result<Answer> Importing::tryRows(std::span<const ImportRow> rows)
{
    if (auto set = command(u"SAVEPOINT howdah_import"_s); !set)
        return fail(set.error());
    size_t at = 0;
    Result<Answer> answer = m_session
                                .copyIn(
                                    copySql(),
                                    [&]() -> std::optional<QByteArray> {
                                        QByteArray chunk;
                                        while (at < rows.size() && chunk.size() < (1 << 16))
                                            chunk += rows[at++].copyLine;
                                        return chunk.isEmpty() ? std::nullopt : std::optional(chunk);
                                    })
                                .result();
    if (answer && answer->affectedRows != qint64(rows.size()))
        answer = fail(
            ErrorKind::Conflict, tr("The server did not keep the row"),
            tr("A trigger or a rule of the table drops it."));
    const auto ended =
        command(answer ? u"RELEASE SAVEPOINT howdah_import"_s : u"ROLLBACK TO SAVEPOINT howdah_import"_s);
    if (!ended)
        return fail(answer ? ended.error() : answer.error());
    return answer;
}

// Writes those that the server takes. Where it does not say which one it refuses, halves are tried.
Result<void> Importing::copyRows(std::span<const ImportRow> rows)
{
    while (!rows.empty()) {
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        const Result<Answer> answer = tryRows(rows);
        if (answer) {
            m_report.written += qint64(rows.size());
            return {};
        }
        const Error &error = answer.error();
        if (error.kind == ErrorKind::Connection || error.kind == ErrorKind::Cancelled)
            return fail(error);
        if (rows.size() == 1) {
            leaveOut(rows.front(), error);
            return {};
        }
        const auto named = size_t(copyLineOf(error, m_request.target.shape.name));
        const size_t bad = named >= 1 && named <= rows.size() ? named - 1 : rows.size() / 2;
        if (auto before = copyRows(rows.first(bad)); !before)
            return before;
        if (bad == named - 1) {
            leaveOut(rows[bad], error);
            rows = rows.subspan(bad + 1);
        } else {
            rows = rows.subspan(bad);
        }
    }
    return {};
}

Result<void> Importing::copyKept()
{
    while (true) {
        auto rows = m_reader.next();
        if (!rows)
            return fail(rows.error());
        if (rows->empty())
            return {};
        m_report.read += qint64(rows->size());
        std::vector<ImportRow> good;
        for (ImportRow &row : *rows) {
            if (row.error)
                leaveOut(row, *row.error);
            else
                good.push_back(std::move(row));
        }
        for (size_t at = 0; at < good.size(); at += rowsAtOnce) {
            const std::span part = std::span(good).subspan(at, std::min(rowsAtOnce, good.size() - at));
            if (auto copied = copyRows(part); !copied)
                return copied;
        }
        tell();
    }
}

Result<ImportReport> Importing::run()
{
    QElapsedTimer clock;
    clock.start();
    if (auto begun = m_reader.begin(); !begun)
        return fail(begun.error());
    // A JSON file without any object.
    if (m_reader.columns().empty())
        return m_report;
    if (auto begun = command(u"BEGIN"_s); !begun)
        return fail(begun.error());
    Result<void> done = m_request.policy == ErrorPolicy::AllOrNothing ? copyAll() : copyKept();
    if (done)
        done = command(u"COMMIT"_s);
    if (!done) {
        if (m_session.isOpen())
            (void)command(u"ROLLBACK"_s);
        return fail(done.error());
    }
    m_report.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return m_report;
}

} // namespace

Result<ImportReport> importRows(
    Session &session, const ImportRequest &request, QIODevice &from,
    const std::function<void(const RejectedRow &)> &reject, const std::function<void(BulkProgress)> &progress,
    std::stop_token stop)
{
    if (request.format == BulkFormat::SqlInsert)
        return fail(ErrorKind::Usage, tr("SQL is not imported but run"));
    return Importing(session, request, from, reject, progress, std::move(stop)).run();
}

} // namespace howdah::data
