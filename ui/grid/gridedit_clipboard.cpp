// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How GridEdit copies and pastes.
#include "base/figures.h"
#include "base/whendone.h"
#include "grid/gridedit.h"
#include "grid/gridview.h"
#include "common/quantities.h"
#include "data/transfer/delimited.h"
#include "edit/editsession.h"
#include "common/turnclock.h"
#include "editors/typedtext.h"
#include "value/valuetext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMetaMethod>
#include <QMimeData>
#include <QtConcurrentRun>

#include <span>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::ClipFormat;
using data::RowBasis;

// A shorter text is written and taken apart at once; a longer one on another thread.
constexpr qsizetype AtOnce = 64 * 1024;

// ---- copying

void GridEdit::copy(ClipFormat format)
{
    const Selection cells = selection();
    if (isMoreSelected() && isSignalConnected(QMetaMethod::fromSignal(&GridEdit::copyAllWanted))) {
        Q_EMIT copyAllWanted(format, cells.columns);
        return;
    }
    if (const QString why = hiddenRefusal(cells, format); !why.isEmpty()) {
        Q_EMIT message(why);
        return;
    }
    data::ClipBlock block{.target = m_model->rows().target(), .columns = cells.columns};
    std::vector<WholeRow> requests;
    std::vector<size_t> requested;
    for (const int row : cells.rows) {
        data::ClipRow line{.basis = {.identity = m_model->rows().identity(row)}};
        std::vector<int> cut;
        for (const int column : cells.columns) {
            if (m_model->labels().isMasked(m_model->rows(), row, column)) {
                line.cells.push_back(CellValue::text(GridLabels::mask().toUtf8()));
                continue;
            }
            if (m_model->rows().isCut(row, column))
                cut.push_back(column);
            line.cells.push_back(m_model->rows().value(row, column));
        }
        if (!cut.empty()) {
            requests.push_back({m_model->rows().basis(row), cut});
            requested.push_back(block.rows.size());
        }
        block.rows.push_back(std::move(line));
    }
    if (const QString why = data::clipRefusal(block, format); !why.isEmpty()) {
        Q_EMIT message(why);
        return;
    }
    const auto wanted = requests;
    readWhole(
        std::move(requests),
        [this, block = std::move(block), requested, wanted, format](const std::vector<RowBasis> &whole) mutable {
            for (size_t i = 0; i < whole.size(); ++i) {
                data::ClipRow &line = block.rows[requested[i]];
                for (size_t place = 0; place < block.columns.size(); ++place) {
                    const int column = block.columns[place];
                    if (std::ranges::find(wanted[i].columns, column) != wanted[i].columns.end())
                        line.cells[place] = CellValue::of(whole[i].values[size_t(column)]);
                }
            }
            write(std::move(block), format);
        });
}

// SQL that has a mask in place of a value would be run by somebody.
QString GridEdit::hiddenRefusal(const Selection &cells, ClipFormat format) const
{
    if (format != ClipFormat::SqlInsert && format != ClipFormat::SqlUpdate && format != ClipFormat::InList)
        return {};
    for (const int column : cells.columns) {
        const bool isHidden = m_model->labels().isColumnMasked(column) && std::ranges::any_of(cells.rows, [&](int row) {
                                  return m_model->labels().isMasked(m_model->rows(), row, column);
                              });
        if (isHidden)
            return tr("%1 is sensitive: reveal the column first, or leave it out")
                .arg(singleLine(m_model->rows().column(column).name));
    }
    return {};
}

void toClipboard(const QByteArray &text, const QByteArray &cells)
{
    auto *mime = new QMimeData;
    mime->setData(u"text/plain"_s, text);
    if (!cells.isEmpty())
        mime->setData(u"text/csv"_s, cells);
    QGuiApplication::clipboard()->setMimeData(mime);
}

// Whether it is so little that writing it would not be noticed.
static bool isShort(const data::ClipBlock &block)
{
    qsizetype size = 0;
    for (const data::ClipRow &row : block.rows) {
        for (const CellValue &value : row.cells)
            size += 8 + (value.isText() ? value.bytes().size() : 0);
        if (size > AtOnce)
            return false;
    }
    return true;
}

// As the one cell of a file, whatever breaks and quotes it has.
static QByteArray cellText(const CellValue &value)
{
    QByteArray text;
    data::appendField(text, value, {});
    return text + '\n';
}

void GridEdit::write(data::ClipBlock block, ClipFormat format)
{
    const auto rows = qsizetype(block.rows.size());
    const auto cells = rows * qsizetype(block.columns.size());
    // One cell is its value as it is when it goes into a text, and a cell when it goes into a grid.
    const bool isValue = cells == 1 && format == ClipFormat::Tsv;
    const QByteArray value = isValue ? block.rows[0].cells[0].bytes() : QByteArray();
    const QString rest = isMoreSelected()
                           ? u". "_s + tr("Only the %1 that are loaded: the others are not in it").arg(rowsWord(rows))
                           : u""_s;
    const auto copied = [this, cells, isValue, value, rest](const QByteArray &text) {
        toClipboard(isValue ? value : text, isValue ? text : QByteArray());
        Q_EMIT message(
            tr("%n cell(s) copied, %1", nullptr, int(cells)).arg(sizeText(isValue ? value.size() : text.size()))
            + rest);
    };
    const bool atOnce = isShort(block);
    const auto make = [block = std::move(block), format, isValue] {
        return isValue ? cellText(block.rows[0].cells[0]) : data::clipText(block, format);
    };
    // What is copied can be pasted with the next key.
    if (atOnce)
        return copied(make());
    busy(1);
    whenDone(this, QtConcurrent::run(make), [this, copied](const QByteArray &text) {
        busy(-1);
        copied(text);
    });
}

// As they are called, for a list of columns in SQL or elsewhere.
void GridEdit::copyNames()
{
    QStringList names;
    for (const int column : selection().columns)
        names << m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    toClipboard(names.join(u", "_s).toUtf8());
    Q_EMIT message(tr("Copied: %1").arg(singleLine(names.join(u", "_s), 200)));
}

// ---- pasting

// Where a block goes: known by index, since rows may come and go while it is taken apart.
struct GridEdit::PasteJob
{
    bool asRows = false;
    QPersistentModelIndex first;
    qsizetype rows = 0; // selected
    std::vector<int> columns;
    std::vector<int> selected; // columns
};

void GridEdit::paste(bool asRows)
{
    const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
    const bool csv = mime && mime->hasFormat(u"text/csv"_s);
    if (!csv && (!mime || !mime->hasText())) {
        Q_EMIT message(tr("There is no text to paste"));
        return;
    }
    // A byte order mark at the beginning may belong to a value; text() would drop it.
    QByteArray bytes = mime->data(csv ? u"text/csv"_s : u"text/plain"_s);
    if (bytes.isEmpty() || !QByteArrayView(bytes).isValidUtf8())
        bytes = mime->text().toUtf8();
    const Selection cells = selection();
    PasteJob job{.asRows = asRows, .columns = m_table->shownColumns(), .selected = cells.columns};
    if (!cells.isEmpty())
        job.first = m_model->index(cells.rows.front(), cells.columns.front());
    job.rows = qsizetype(cells.rows.size());
    const auto kind = csv ? data::ClipKind::Csv : data::ClipKind::Guess;
    const auto take = [bytes, kind]() -> Block {
        return std::make_shared<const std::vector<std::vector<CellValue>>>(data::pastedBlock(bytes, kind));
    };
    if (bytes.size() <= AtOnce)
        return pasted(job, take());
    busy(1);
    whenDone(this, QtConcurrent::run(take), [this, job](const Block &block) {
        busy(-1);
        pasted(job, block);
    });
}

void GridEdit::pasted(const PasteJob &job, const Block &block)
{
    qsizetype cells = 0;
    for (const auto &row : *block)
        cells += qsizetype(row.size());
    if (cells > MostCells) {
        Q_EMIT message(tr("The clipboard has %1 cells, and at most %2 can be pasted at once. Import them from a file.")
                           .arg(countText(cells), countText(MostCells)));
        return;
    }
    if (job.asRows && qsizetype(block->size()) > MostNewRows) {
        Q_EMIT message(tr("The clipboard has %1 rows, and at most %2 can be added at once. Import them from a file.")
                           .arg(countText(qsizetype(block->size())), countText(MostNewRows)));
        return;
    }
    if (job.asRows)
        pasteAsRows(job, block);
    else
        pasteIntoCells(job, block);
}

static size_t widthOf(const std::vector<std::vector<CellValue>> &block)
{
    size_t width = 0;
    for (const auto &row : block)
        width = std::max(width, row.size());
    return width;
}

void GridEdit::pasteIntoCells(const PasteJob &job, const Block &block)
{
    if (!job.first.isValid()) {
        Q_EMIT message(tr("The row no longer exists"));
        return;
    }
    const size_t width = widthOf(*block);
    const auto from = size_t(std::ranges::find(job.columns, job.first.column()) - job.columns.begin());
    if (from + width > job.columns.size())
        return refuse(
            job.first.row(), job.first.column(),
            tr("The block has %1 columns, but there are only %2 from here on")
                .arg(width)
                .arg(job.columns.size() - from));
    // One value goes into all that is selected, one row into all selected rows.
    const bool fills = block->size() == 1 && width == 1;
    const auto times = block->size() == 1 && (fills || width == job.selected.size()) ? size_t(job.rows) : 1;
    const size_t height = block->size() * times;
    const auto room = size_t(m_model->rowCount() - job.first.row());
    if (height > room)
        return refuse(
            job.first.row(), job.first.column(),
            tr("The block has %1 rows, but there are only %2 from here on. Paste as new rows, or closer to the start.")
                .arg(height)
                .arg(room));
    Wishes wishes;
    for (size_t row = 0; row < height; ++row)
        wishes.rows.emplace_back(m_model->index(job.first.row() + int(row), 0));
    if (fills)
        wishes.columns = job.selected;
    else
        wishes.columns.assign(
            job.columns.begin() + std::ptrdiff_t(from), job.columns.begin() + std::ptrdiff_t(from + width));
    wishes.value = [block, fills](size_t row, size_t column) -> const CellValue * {
        const auto &values = (*block)[row % block->size()];
        const size_t place = fills ? 0 : column;
        return place < values.size() ? &values[place] : nullptr;
    };
    qsizetype cells = 0;
    for (const auto &row : *block)
        cells += qsizetype(fills ? wishes.columns.size() : row.size());
    const auto count = int(cells * qsizetype(times));
    stage(
        std::move(wishes), tr("Paste %n cell(s)", nullptr, count),
        tr("%n cell(s) pasted", nullptr, count) + restNote());
}

// What the server alone gives, it gives; and an empty cell of a column that takes no NULL means its default.
static bool isLeftToServer(const data::EditColumn &column, const CellValue &value)
{
    const bool given =
        column.insert == data::ReadOnlyReason::Generated || column.insert == data::ReadOnlyReason::IdentityAlways;
    return given || (value.isNull() && column.notNull && column.hasDefault());
}

// The cells of a new row; an error of one that cannot be set.
static Result<std::map<int, CellValue>>
newRow(const data::EditTarget &target, const std::vector<CellValue> &values, std::span<const int> columns, size_t row)
{
    std::map<int, CellValue> cells;
    for (size_t i = 0; i < values.size(); ++i) {
        const data::EditColumn &shape = target.columns[size_t(columns[i])];
        if (isLeftToServer(shape, values[i]))
            continue;
        const bool isMask = values[i].isText() && QString::fromUtf8(values[i].bytes()) == GridLabels::mask();
        const QString why = isMask ? GridEdit::tr("This only stands for a value that is hidden")
                          : shape.insert != data::ReadOnlyReason::None ? data::explain(shape.insert)
                                                                       : textProblem(shape, values[i]);
        if (!why.isEmpty())
            return fail(
                ErrorKind::Usage, GridEdit::tr("“%1” in pasted row %2: %3")
                                      .arg(singleLine(shape.name), countText(qsizetype(row) + 1), why));
        cells[columns[i]] = values[i];
    }
    return cells;
}

void GridEdit::pasteAsRows(const PasteJob &job, const Block &block)
{
    if (const QString why = refusalOf(Do::PasteAsRows); !why.isEmpty()) {
        Q_EMIT message(why);
        return;
    }
    const size_t width = widthOf(*block);
    // Whole rows begin at the first column, others at the current one.
    size_t from = 0;
    if (width < job.columns.size() && job.first.isValid())
        from = size_t(std::ranges::find(job.columns, job.first.column()) - job.columns.begin());
    if (from + width > job.columns.size()) {
        Q_EMIT message(tr("The block has %1 columns, but there are only %2 from here on")
                           .arg(width)
                           .arg(job.columns.size() - from));
        return;
    }
    const auto rows = std::make_shared<std::vector<std::map<int, CellValue>>>();
    const auto problem = std::make_shared<QString>();
    busy(1);
    inTurns(
        this,
        [block, rows, problem, target = m_model->rows().target(), from, columns = job.columns] {
            if (rows->size() == block->size())
                return false;
            const auto &values = (*block)[rows->size()];
            auto row = newRow(*target, values, std::span(columns).subspan(from), rows->size());
            if (!row) {
                *problem = row.error().message;
                return false;
            }
            rows->push_back(*std::move(row));
            return true;
        },
        [this, rows, problem] {
            busy(-1);
            if (problem->isEmpty())
                insertPasted(std::move(*rows));
            else
                Q_EMIT message(*problem);
        });
}

void GridEdit::insertPasted(std::vector<std::map<int, CellValue>> rows)
{
    const int count = int(rows.size());
    const auto added = m_session
                         ? m_session->editor().insertRows(std::move(rows), tr("Paste %n row(s)", nullptr, count))
                         : fail(ErrorKind::Usage, editRefusal());
    const data::RowKey first = added && !added->empty() ? added->front() : data::RowKey();
    afterStaging(added ? Result<void>() : fail(added.error()), [this, first, count](const Result<void> &done) {
        m_model->overlay().sync();
        if (done)
            goToRow(first);
        Q_EMIT message(done ? tr("%n row(s) pasted as new rows", nullptr, count) : done.error().message);
    });
}

} // namespace howdah::ui
