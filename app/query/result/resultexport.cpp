// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultexport.h"

#include "base/propagate.h"
#include "base/writeproblem.h"
#include "data/transfer/copytext.h"
#include "data/transfer/rowwriter.h"
#include "query/result/eachrow.h"
#include "query/tr.h"

#include <QElapsedTimer>

namespace howdah::query {

using data::BulkFormat;
using data::CellValue;

constexpr qint64 ProgressRows = 2048;

static bool isDelimited(BulkFormat format) { return format == BulkFormat::Csv || format == BulkFormat::Tsv; }

// A line as COPY would have sent it, in csv for what becomes that.
static void appendCell(QByteArray &line, bool isFirst, const CellValue &value, BulkFormat format)
{
    if (!isDelimited(format)) {
        if (!isFirst)
            line += data::tabulator;
        data::appendCopyField(line, value);
        return;
    }
    const char delimiter = format == BulkFormat::Tsv ? data::tabulator : ',';
    if (!isFirst)
        line += delimiter;
    data::appendField(line, value, {.delimiter = delimiter});
}

Result<data::ExportReport> exportResult(
    const ResultStore &rows, const RowOrder *order, const std::vector<ResultColumn> &columns, const ResultExport &wish,
    QIODevice &to, const std::function<void(data::BulkProgress)> &progress, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    const bool isSql = wish.format == BulkFormat::SqlInsert;
    const data::ExportRequest request{
        .target = resultTarget(columns, isSql ? NamedBy::Origin : NamedBy::Result),
        .columns = wish.columns,
        .format = wish.format,
        .header = wish.header,
        .guardsFormulas = wish.guardsFormulas};
    ASSIGN_OR_RETURN(const std::unique_ptr<data::RowWriter> writer, makeRowWriter(request, to));
    const std::vector<int> wanted = data::exportedColumns(request);
    QByteArray line;
    if (isDelimited(wish.format) && wish.header) {
        for (size_t i = 0; i < wanted.size(); ++i)
            appendCell(line, i == 0, CellValue::text(request.target.columns[size_t(wanted[i])].name), wish.format);
        line += '\n';
        RETURN_IF_ERROR(writer->take(line));
    }
    data::ExportReport report;
    RETURN_IF_ERROR(eachRow(rows, order, stop, [&](const connection::RowBatch &batch, qsizetype row, qint64) {
        line.clear();
        for (size_t i = 0; i < wanted.size(); ++i)
            appendCell(line, i == 0, CellValue::of(batch.value(row, wanted[i])), wish.format);
        line += '\n';
        if (++report.rows % ProgressRows == 0 && progress)
            progress({report.rows, writer->bytes()});
        return writer->take(line);
    }));
    RETURN_IF_ERROR(writer->finish());
    report.bytes = writer->bytes();
    report.formulas = writer->formulas();
    report.milliseconds = double(clock.elapsed());
    return report;
}

Result<data::ExportReport> exportCopyData(const ResultStore &rows, QIODevice &to, const std::stop_token &stop)
{
    data::ExportReport report;
    RETURN_IF_ERROR(
        eachRow(rows, nullptr, stop, [&](const connection::RowBatch &batch, qsizetype row, qint64) -> Result<void> {
            const QByteArrayView piece = batch.bytes(row, 0);
            if (to.write(piece.data(), piece.size()) != piece.size())
                return fail(ErrorKind::Io, tr("The rows cannot be written: %1").arg(whyNotWritten(to)));
            ++report.rows;
            report.bytes += piece.size();
            return {};
        }));
    return report;
}

} // namespace howdah::query
