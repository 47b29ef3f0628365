// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/rowwriter.h"

#include "base/jsonstring.h"
#include "base/writeproblem.h"
#include "data/page/tr.h"
#include "data/transfer/copytext.h"
#include "data/transfer/delimitedlines.h"
#include "data/page/jsontext.h"
#include "data/transfer/xlsxwriter.h"

#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

// So much is gathered before it is written to the device.
static constexpr qsizetype writeAtOnce = 1 << 18;
// What a gathering buffer keeps after a row that was larger than usual.
static constexpr qsizetype keptBuffer = 1 << 20;

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
    const QString into = u"INSERT INTO "_s + relationSql(target.shape);
    if (names.isEmpty())
        return (into + u" DEFAULT VALUES"_s).toUtf8();
    return (into + u" ("_s + names.join(u", "_s) + u')' + (overrides ? u" OVERRIDING SYSTEM VALUE"_s : QString())
            + u" VALUES ("_s)
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
    to += first ? ";\n" : ");\n";
}

static std::vector<int> columnsOf(const EditTarget &target, std::vector<int> columns)
{
    if (columns.empty()) {
        for (int column = 0; column < int(target.columns.size()); ++column)
            columns.push_back(column);
    }
    return columns;
}

std::vector<int> exportedColumns(const ExportRequest &request)
{
    std::vector<int> columns = columnsOf(request.target, request.columns);
    // Lines of COPY have no names: without columns that the server computes, as COPY itself reads and writes a table.
    if (request.format == BulkFormat::Copy && request.columns.empty())
        std::erase_if(columns, [&request](int column) { return !isSettable(request.target.columns[size_t(column)]); });
    return columns;
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

namespace {

// ---- text

class TextWriter final : public RowWriter
{
public:
    TextWriter(const ExportRequest &request, QIODevice &to)
        : m_request(request)
        , m_columns(exportedColumns(request))
        , m_to(to)
        , m_lines(
              request.format == BulkFormat::Tsv ? tabulator : ',',
              request.guardsFormulas ? DelimitedLines::Formulas::Guard : DelimitedLines::Formulas::Keep)
    {
        if (request.format == BulkFormat::SqlInsert)
            m_head = insertHead(request.target, m_columns);
        for (const int column : m_columns) {
            QByteArray name;
            appendJsonString(name, request.target.columns[size_t(column)].name.toUtf8());
            m_names.push_back(name + ": ");
        }
    }

    Result<void> take(QByteArrayView line) override
    {
        switch (m_request.format) {
        case BulkFormat::Csv:
        case BulkFormat::Tsv:
            m_lines.append(m_buffer, line);
            break;
        case BulkFormat::Json:
        case BulkFormat::NdJson:
            takeJson(line);
            break;
        case BulkFormat::SqlInsert:
            appendInsert(m_buffer, m_head, m_request.target, m_columns, fieldsOf(line));
            break;
        case BulkFormat::Copy:
            m_buffer += line;
            break;
        case BulkFormat::Xlsx:
            break;
        }
        m_any = true;
        return m_buffer.size() < writeAtOnce ? Result<void>() : flush();
    }

    Result<void> finish() override
    {
        if (m_request.format == BulkFormat::Json)
            m_buffer += m_any ? "\n]\n" : "[]\n";
        return flush();
    }

    [[nodiscard]] qint64 bytes() const override { return m_bytes; }
    [[nodiscard]] qint64 formulas() const override { return m_lines.formulas(); }

private:
    Result<void> flush()
    {
        if (m_to.write(m_buffer) != m_buffer.size())
            return fail(
                ErrorKind::Io, tr("The rows cannot be written: %1").arg(whyNotWritten(m_to)),
                tr("The file is incomplete."));
        m_bytes += m_buffer.size();
        if (m_buffer.capacity() > keptBuffer)
            m_buffer = {};
        m_buffer.resize(0); // keeps its memory
        return {};
    }

    // A line without columns is no field, not an empty one.
    [[nodiscard]] std::vector<std::optional<QByteArray>> fieldsOf(QByteArrayView line) const
    {
        return m_columns.empty() ? std::vector<std::optional<QByteArray>>() : copyFields(line);
    }

    void takeJson(QByteArrayView line)
    {
        const bool lines = m_request.format == BulkFormat::NdJson;
        if (!lines)
            m_buffer += m_any ? ",\n" : "[\n";
        const auto fields = fieldsOf(line);
        m_buffer += '{';
        for (size_t i = 0; i < m_columns.size() && i < fields.size(); ++i) {
            if (i > 0)
                m_buffer += ", ";
            m_buffer += m_names[i];
            appendJson(
                m_buffer, fields[i], m_request.target.columns[size_t(m_columns[i])],
                lines ? JsonLines::One : JsonLines::Any);
        }
        m_buffer += lines ? "}\n" : "}";
    }

    const ExportRequest &m_request;
    std::vector<int> m_columns;
    std::vector<QByteArray> m_names;
    QIODevice &m_to;
    DelimitedLines m_lines;
    QByteArray m_buffer;
    QByteArray m_head;
    qint64 m_bytes = 0;
    bool m_any = false;
};

// ---- workbooks

class WorkbookWriter final : public RowWriter
{
public:
    WorkbookWriter(const ExportRequest &request, std::vector<EditColumn> columns, QIODevice &to)
        : m_writer(to, request.target.shape.name, std::move(columns), request.header)
    {
    }

    Result<void> take(QByteArrayView line) override { return m_writer.take(copyFields(line)); }
    Result<void> finish() override { return m_writer.finish(); }
    [[nodiscard]] qint64 bytes() const override { return m_writer.bytes(); }

private:
    XlsxWriter m_writer;
};

} // namespace

// Two members of one name are one to every reader of JSON.
static std::optional<QString> repeatedName(const ExportRequest &request)
{
    QStringList names;
    for (const int column : exportedColumns(request))
        names << request.target.columns[size_t(column)].name;
    names.sort();
    const auto found = std::ranges::adjacent_find(names);
    return found == names.end() ? std::nullopt : std::optional(*found);
}

Result<std::unique_ptr<RowWriter>> makeRowWriter(const ExportRequest &request, QIODevice &to)
{
    if (request.format == BulkFormat::Xlsx) {
        std::vector<EditColumn> columns;
        for (const int column : exportedColumns(request))
            columns.push_back(request.target.columns[size_t(column)]);
        return std::make_unique<WorkbookWriter>(request, std::move(columns), to);
    }
    if (request.format == BulkFormat::SqlInsert && request.target.shape.name.isEmpty())
        return fail(
            ErrorKind::Usage, tr("INSERT statements need a table name"), tr("Enter the name of the table to fill."));
    const bool named = request.format == BulkFormat::Json || request.format == BulkFormat::NdJson
                    || request.format == BulkFormat::SqlInsert;
    if (const auto name = named ? repeatedName(request) : std::nullopt)
        return fail(
            ErrorKind::Invalid, tr("Two columns are named %1").arg(*name),
            tr("Give each column of the query a unique name."));
    return std::make_unique<TextWriter>(request, to);
}

} // namespace howdah::data
