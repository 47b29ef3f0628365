// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/bulkcopy.h"
#include "data/changeset.h"
#include "data/copytext.h"
#include "data/jsontext.h"

#include "sql/quote.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Answer;
using connection::Session;

static QString tr(const char *text) { return QCoreApplication::translate("Data", text); }

// So much is gathered before it is written to the device.
static constexpr qsizetype writeAtOnce = 1 << 18;

static constexpr std::array formatNames{
    std::pair(BulkFormat::Csv, "csv"_L1), std::pair(BulkFormat::Tsv, "tsv"_L1), std::pair(BulkFormat::Json, "json"_L1),
    std::pair(BulkFormat::NdJson, "ndjson"_L1), std::pair(BulkFormat::SqlInsert, "sql"_L1)};

QString formatKey(BulkFormat format)
{
    return std::ranges::find(formatNames, format, &std::pair<BulkFormat, QLatin1StringView>::first)->second;
}

std::optional<BulkFormat> formatFromKey(QStringView key)
{
    const auto found = std::ranges::find_if(formatNames, [key](const auto &name) { return key == name.second; });
    return found == formatNames.end() ? std::nullopt : std::optional(found->first);
}

static std::vector<int> columnsOf(const EditTarget &target, std::vector<int> columns)
{
    if (columns.empty()) {
        for (int column = 0; column < int(target.columns.size()); ++column)
            columns.push_back(column);
    }
    return columns;
}

static QString selectOf(const ExportRequest &request)
{
    if (!request.restricts.sql.isEmpty())
        return readableSql(request.restricts);
    QStringList names;
    for (const int column : columnsOf(request.target, request.columns))
        names << columnSql(request.target.shape, column);
    return u"SELECT "_s + names.join(u", "_s) + u" FROM "_s + relationSql(request.target.shape);
}

QString exportSql(const ExportRequest &request)
{
    const QString copy = u"COPY ("_s + selectOf(request) + u") TO STDOUT"_s;
    const QString header = request.header ? u", HEADER"_s : QString();
    switch (request.format) {
    case BulkFormat::Csv:
        return copy + u" (FORMAT csv"_s + header + u')';
    case BulkFormat::Tsv:
        return copy + u" (FORMAT csv, DELIMITER E'\\t'"_s + header + u')';
    case BulkFormat::Json:
    case BulkFormat::NdJson:
    case BulkFormat::SqlInsert:
        break;
    }
    return copy;
}

// ---- SQL

static QByteArray literal(const std::optional<QByteArray> &value)
{
    return value ? sql::quoteLiteral(decoded(*value)).toUtf8() : QByteArray("NULL");
}

static bool isSettable(const EditColumn &column) { return column.insert != ReadOnlyReason::Generated; }

// What stands before the values. GENERATED ALWAYS AS IDENTITY takes them only when told so.
static QByteArray insertHead(const EditTarget &target, const std::vector<int> &columns)
{
    QStringList names;
    bool overrides = false;
    for (const int column : columns) {
        const EditColumn &shape = target.columns[size_t(column)];
        if (isSettable(shape))
            names << sql::quoteIdentifier(shape.name);
        overrides |= shape.insert == ReadOnlyReason::IdentityAlways;
    }
    return (u"INSERT INTO "_s + relationSql(target.shape) + u" ("_s + names.join(u", "_s) + u')'
            + (overrides ? u" OVERRIDING SYSTEM VALUE"_s : QString()) + u" VALUES ("_s)
        .toUtf8();
}

static void appendInsert(
    QByteArray &to, const QByteArray &head, const EditTarget &target, const std::vector<int> &columns,
    const std::vector<std::optional<QByteArray>> &row)
{
    to += head;
    bool first = true;
    for (size_t i = 0; i < columns.size() && i < row.size(); ++i) {
        if (!isSettable(target.columns[size_t(columns[i])]))
            continue;
        if (!std::exchange(first, false))
            to += ", ";
        to += literal(row[i]);
    }
    to += ");\n";
}

QByteArray insertScript(
    const EditTarget &target, const std::vector<int> &columns,
    const std::vector<std::vector<std::optional<QByteArray>>> &rows)
{
    const std::vector<int> all = columnsOf(target, columns);
    const QByteArray head = insertHead(target, all);
    QByteArray script;
    for (const auto &row : rows)
        appendInsert(script, head, target, all, row);
    return script;
}

// ---- writing

namespace {

// Turns lines of COPY into the format and hands them to the device in large pieces.
class Writer final
{
public:
    Writer(const ExportRequest &request, QIODevice &to)
        : m_request(request)
        , m_columns(columnsOf(request.target, request.columns))
        , m_to(to)
    {
        if (request.format == BulkFormat::SqlInsert)
            m_head = insertHead(request.target, m_columns);
        for (const int column : m_columns) {
            QByteArray name;
            appendJsonString(name, request.target.columns[size_t(column)].name.toUtf8());
            m_names.push_back(name + ": ");
        }
    }

    bool take(QByteArrayView line)
    {
        switch (m_request.format) {
        case BulkFormat::Csv:
        case BulkFormat::Tsv:
            m_buffer += line;
            break;
        case BulkFormat::Json:
        case BulkFormat::NdJson:
            takeJson(line);
            break;
        case BulkFormat::SqlInsert:
            appendInsert(m_buffer, m_head, m_request.target, m_columns, copyFields(line));
            break;
        }
        ++m_rows;
        return m_buffer.size() < writeAtOnce || flush();
    }

    bool finish()
    {
        if (m_request.format == BulkFormat::Json)
            m_buffer += m_rows == 0 ? "[]\n" : "\n]\n";
        return flush();
    }

    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    [[nodiscard]] qint64 rows() const { return m_rows; }

private:
    bool flush()
    {
        m_bytes += m_buffer.size();
        const bool written = m_to.write(m_buffer) == m_buffer.size();
        m_buffer.resize(0); // keeps its memory
        return written;
    }

    void takeJson(QByteArrayView line)
    {
        const bool lines = m_request.format == BulkFormat::NdJson;
        if (!lines)
            m_buffer += m_rows == 0 ? "[\n" : ",\n";
        const auto fields = copyFields(line);
        m_buffer += '{';
        for (size_t i = 0; i < m_columns.size() && i < fields.size(); ++i) {
            if (i > 0)
                m_buffer += ", ";
            m_buffer += m_names[i];
            const qsizetype from = m_buffer.size();
            appendJson(m_buffer, fields[i], m_request.target.columns[size_t(m_columns[i])]);
            // A line break can only stand between the tokens of a document.
            for (qsizetype at = from; lines && at < m_buffer.size(); ++at) {
                if (m_buffer[at] == '\n' || m_buffer[at] == '\r')
                    m_buffer[at] = ' ';
            }
        }
        m_buffer += lines ? "}\n" : "}";
    }

    const ExportRequest &m_request;
    std::vector<int> m_columns;
    std::vector<QByteArray> m_names;
    QIODevice &m_to;
    QByteArray m_buffer;
    QByteArray m_head;
    qint64 m_rows = 0;
    qint64 m_bytes = 0;
};

} // namespace

Result<ExportReport> exportRows(
    Session &session, const ExportRequest &request, QIODevice &to, const std::function<void(BulkProgress)> &progress)
{
    Writer writer(request, to);
    bool failed = false;
    constexpr qint64 tellEvery = 10'000;
    // Only the session's thread touches the writer until the answer is here.
    const Result<Answer> answer = session
                                      .copyOut(
                                          exportSql(request),
                                          [&](QByteArrayView line) {
                                              failed = !writer.take(line);
                                              if (progress && writer.rows() % tellEvery == 0)
                                                  progress({writer.rows(), writer.bytes()});
                                              return !failed;
                                          })
                                      .result();
    if (!answer)
        return fail(answer.error());
    if (failed || !writer.finish())
        return fail(
            ErrorKind::Io, tr("The rows cannot be written"), tr("Check the disk; what was written so far is not all."),
            to.errorString());
    return ExportReport{answer->affectedRows, writer.bytes(), answer->milliseconds};
}

} // namespace howdah::data
