// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/besidewriter.h"

#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/copytext.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

namespace {

// A field as COPY's csv has it: NULL is nothing, an empty text is two quotes.
void appendCsvField(QByteArray &to, const std::optional<QByteArray> &value, char delimiter, bool isOnly)
{
    if (!value)
        return;
    const bool isPlain = !value->isEmpty() && !(isOnly && *value == "\\.") && !value->contains(delimiter)
                      && !value->contains('"') && !value->contains('\n') && !value->contains('\r');
    if (isPlain) {
        to += *value;
        return;
    }
    to += '"';
    to += QByteArray(*value).replace('"', "\"\"");
    to += '"';
}

class BesideWriter final : public RowWriter
{
public:
    BesideWriter(const ExportRequest &request)
        : m_texts(request.beside.texts)
        , m_wide(request)
    {
        m_wide.beside = {};
        m_wide.columns.clear();
        const std::vector<int> columns = exportedColumns(request);
        const auto place = [this](int column, Field field) {
            m_wide.columns.push_back(column);
            m_fields.push_back(field);
        };
        for (size_t i = 0; i < columns.size(); ++i) {
            place(columns[i], {false, i});
            for (size_t j = 0; j < request.beside.columns.size(); ++j) {
                const BesideColumn &beside = request.beside.columns[j];
                if (beside.after != columns[i])
                    continue;
                EditColumn column;
                column.name = beside.name;
                column.type = column.declared = u"text"_s;
                place(int(m_wide.target.columns.size()), {true, j});
                m_wide.target.columns.push_back(column);
            }
        }
        m_hasHeader = isDelimited() && request.header;
    }

    Result<void> begin(QIODevice &to)
    {
        ASSIGN_OR_RETURN(m_to, makeRowWriter(m_wide, to));
        return {};
    }

    Result<void> take(QByteArrayView line) override
    {
        m_rows.push_back(copyFields(line));
        m_size += line.size();
        return m_rows.size() < besideRows && m_size < besideBytes ? Result<void>() : flush();
    }

    Result<void> finish() override
    {
        RETURN_IF_ERROR(flush());
        return m_to->finish();
    }

    [[nodiscard]] qint64 bytes() const override { return m_to->bytes(); }
    [[nodiscard]] qint64 formulas() const override { return m_to->formulas(); }

private:
    struct Field
    {
        bool isBeside = false;
        size_t at = 0; // of the row, or of what stands beside it
    };

    [[nodiscard]] bool isDelimited() const
    {
        return m_wide.format == BulkFormat::Csv || m_wide.format == BulkFormat::Tsv;
    }

    Result<void> flush()
    {
        if (std::exchange(m_hasHeader, false)) {
            RowFields names;
            for (const int column : m_wide.columns)
                names.emplace_back(m_wide.target.columns[size_t(column)].name.toUtf8());
            RETURN_IF_ERROR(write(names));
        }
        if (m_rows.empty())
            return {};
        const std::vector<RowFields> rows = std::exchange(m_rows, {});
        m_size = 0;
        const std::vector<RowFields> beside = m_texts(rows);
        for (size_t row = 0; row < rows.size(); ++row) {
            RowFields fields;
            fields.reserve(m_fields.size());
            for (const Field &field : m_fields) {
                const RowFields *const from = !field.isBeside     ? &rows[row]
                                            : row < beside.size() ? &beside[row]
                                                                  : nullptr;
                fields.push_back(from && field.at < from->size() ? (*from)[field.at] : std::nullopt);
            }
            RETURN_IF_ERROR(write(fields));
        }
        return {};
    }

    Result<void> write(const RowFields &fields)
    {
        m_line.resize(0); // keeps its memory
        for (size_t i = 0; i < fields.size(); ++i) {
            if (isDelimited()) {
                const char delimiter = m_wide.format == BulkFormat::Tsv ? tabulator : ',';
                if (i > 0)
                    m_line += delimiter;
                appendCsvField(m_line, fields[i], delimiter, fields.size() == 1);
            } else {
                if (i > 0)
                    m_line += '\t';
                appendCopyField(m_line, fields[i] ? CellValue::text(*fields[i]) : CellValue::null());
            }
        }
        m_line += '\n';
        return m_to->take(m_line);
    }

    const std::function<std::vector<RowFields>(const std::vector<RowFields> &)> m_texts;
    ExportRequest m_wide; // as if all columns were those of the relation
    std::vector<Field> m_fields;
    std::unique_ptr<RowWriter> m_to;
    std::vector<RowFields> m_rows;
    qsizetype m_size = 0;
    QByteArray m_line;
    bool m_hasHeader = false;
};

} // namespace

Result<std::unique_ptr<RowWriter>> makeBesideWriter(const ExportRequest &request, QIODevice &to)
{
    if (!takesBeside(request.format))
        return fail(
            ErrorKind::Usage, tr("The format %1 has no place for labels").arg(formatKey(request.format)),
            tr("It is made to be loaded again. Use csv, tsv, json, ndjson or xlsx."));
    auto writer = std::make_unique<BesideWriter>(request);
    RETURN_IF_ERROR(writer->begin(to));
    return writer;
}

} // namespace howdah::data
