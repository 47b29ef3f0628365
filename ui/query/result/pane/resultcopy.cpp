// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultcopy.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "common/icons.h"
#include "common/quantities.h"
#include "data/edit/changeset.h"
#include "data/transfer/delimited.h"
#include "grid/gridedit.h"
#include "grid/gridtable.h"
#include "query/result/eachrow.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultoverlay.h"
#include "value/valuetext.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::ClipFormat;

// What is copied, as it was when it was asked for.
struct ResultCopy::Job
{
    std::shared_ptr<query::ResultStore> store;
    std::shared_ptr<const query::RowOrder> order; // of all rows
    std::optional<std::vector<qint64>> rows;      // numbers in the store; nothing: all
    std::shared_ptr<const data::EditTarget> target;
    std::vector<int> columns;
    ClipFormat format = ClipFormat::Tsv;
    data::ClipLimits limits;
    std::set<int> masked;
    std::map<std::pair<qint64, int>, CellValue> staged;
    bool isCell = false;
};

ResultCopy::ResultCopy(GridTable *table, ResultModel *model, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_model(model)
    , m_tasks(tasks)
    , m_names(new QAction(tr("Copy the names of the columns"), this))
{
    makeActions();
}

ResultCopy::~ResultCopy()
{
    if (m_stop)
        m_stop->request_stop();
}

void ResultCopy::makeActions()
{
    const auto make = [this](ClipFormat format, const QString &text, const QKeySequence &keys = {}) {
        auto *action = new QAction(format == ClipFormat::Tsv ? icon(u"edit-copy") : QIcon(), text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, format] { copy(format); });
        m_actions[format] = action;
    };
    make(ClipFormat::Tsv, tr("Copy"), QKeySequence::Copy);
    make(ClipFormat::TsvWithNames, tr("Copy with column names"), Qt::CTRL | Qt::SHIFT | Qt::Key_C);
    make(ClipFormat::Csv, tr("Copy as CSV"));
    make(ClipFormat::Json, tr("Copy as JSON"));
    make(ClipFormat::SqlInsert, tr("Copy as INSERT"));
    make(ClipFormat::Markdown, tr("Copy as Markdown"));
    make(ClipFormat::InList, tr("Copy as a list for IN"));
    connect(m_names, &QAction::triggered, this, &ResultCopy::copyNames);
}

QList<QAction *> ResultCopy::ways() const
{
    QList<QAction *> ways;
    for (const auto &[format, action] : m_actions) {
        if (format != ClipFormat::Tsv)
            ways << action;
    }
    return ways << m_names;
}

QList<QAction *> ResultCopy::paletteActions() const { return QList{action(ClipFormat::Tsv)} << ways(); }

std::vector<int> ResultCopy::selectedColumns() const
{
    std::set<int> chosen;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int column = range.left(); column <= range.right(); ++column)
            chosen.insert(column);
    }
    if (chosen.empty() && m_table->currentIndex().isValid())
        chosen.insert(m_table->currentIndex().column());
    std::vector<int> columns = m_table->shownColumns();
    std::erase_if(columns, [&](int column) { return !chosen.contains(column); });
    return columns;
}

std::vector<int> ResultCopy::selectedRows() const
{
    std::set<int> rows;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.insert(rows.end(), row);
    }
    if (rows.empty() && m_table->currentIndex().isValid())
        rows.insert(m_table->currentIndex().row());
    return {rows.begin(), rows.end()};
}

QString ResultCopy::refusal(const std::vector<int> &columns, ClipFormat format) const
{
    const data::EditTarget target = query::resultTarget(m_model->columns());
    data::ClipBlock block{
        .target = std::make_shared<const data::EditTarget>(target), .columns = columns, .rows = {data::ClipRow()}};
    if (const QString why = data::clipRefusal(block, format); !why.isEmpty())
        return why;
    // SQL that has a mask in place of a value would be run by somebody.
    const auto hidden = std::ranges::find_if(columns, [this](int column) { return m_model->isMasked(column); });
    if (hidden != columns.end() && (format == ClipFormat::SqlInsert || format == ClipFormat::InList))
        return tr("%1 is sensitive: reveal the column first, or leave it out")
            .arg(singleLine(m_model->columns()[size_t(*hidden)].shape.name));
    return {};
}

void ResultCopy::copy(ClipFormat format)
{
    if (!m_model->store() || isRunning())
        return;
    const std::vector<int> rows = selectedRows();
    if (rows.empty())
        return Q_EMIT message(tr("Nothing is selected"));
    Job job{
        .store = m_model->store(),
        .order = m_model->order(),
        .columns = selectedColumns(),
        .format = format,
        .limits = m_limits};
    if (const QString why = refusal(job.columns, format); !why.isEmpty())
        return Q_EMIT message(why);
    const auto names = format == ClipFormat::SqlInsert ? query::NamedBy::Origin : query::NamedBy::Result;
    job.target = std::make_shared<const data::EditTarget>(query::resultTarget(m_model->columns(), names));
    job.isCell = rows.size() == 1 && job.columns.size() == 1 && format == ClipFormat::Tsv;
    if (!m_table->isAllSelected() || (m_model->isAtStart() && m_model->isAtEnd())) {
        job.rows.emplace();
        for (const int row : rows) {
            job.rows->push_back(m_model->storeRow(row));
            for (const int column : job.columns) {
                const ResultOverlay *overlay = m_model->overlay();
                if (const CellValue *staged = overlay ? overlay->staged(job.rows->back(), column) : nullptr)
                    job.staged[{job.rows->back(), column}] = *staged;
            }
        }
    }
    for (const int column : job.columns) {
        if (m_model->isMasked(column))
            job.masked.insert(column);
    }
    m_stop.emplace();
    m_task = m_tasks ? m_tasks->start(tr("Copying rows of a result"), [this] { cancel(); }) : TaskHandle();
    const qint64 all = job.rows ? qint64(job.rows->size()) : m_model->totalRows();
    m_asked.ask(
        this, QtConcurrent::run([job, stop = m_stop->get_token()] { return run(job, stop); }),
        [this, all](const Result<Copied> &copied) { ended(copied, all); });
}

// As the one cell of a file, whatever breaks and quotes it has.
static QByteArray cellText(const QByteArray &value)
{
    QByteArray text;
    data::appendField(text, CellValue::text(value), {});
    return text + '\n';
}

Result<ResultCopy::Copied> ResultCopy::run(const Job &job, const std::stop_token &stop)
{
    data::ClipWriter writer(job.target, job.columns, job.format);
    Copied out;
    const auto line = [&](const connection::RowBatch &batch, qsizetype row, qint64 number) {
        data::ClipRow cells;
        for (const int column : job.columns) {
            const auto staged = job.staged.find({number, column});
            CellValue value = staged != job.staged.end() ? staged->second : CellValue::of(batch.value(row, column));
            if (job.masked.contains(column) && value.isText() && !value.isEmptyText())
                value = CellValue::text(data::sensitiveMask());
            cells.cells.push_back(std::move(value));
        }
        return cells;
    };
    const auto isFull = [&] {
        return !job.rows && (writer.rows() >= job.limits.rows || writer.bytes() >= job.limits.bytes);
    };
    const auto add = [&](const connection::RowBatch &batch, qsizetype row, qint64 number) -> Result<void> {
        if (isFull())
            return fail(ErrorKind::Usage, u"full"_s);
        const data::ClipRow cells = line(batch, row, number);
        if (job.isCell)
            out.text = cells.cells[0].bytes();
        writer.add(cells);
        return {};
    };
    if (!job.rows) {
        const auto all = query::eachRow(*job.store, job.order.get(), stop, add);
        out.isCut = !all && isFull();
        if (!all && !out.isCut)
            return fail(all.error());
    }
    for (const qint64 row : job.rows.value_or(std::vector<qint64>())) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Nothing was copied: cancelled"));
        ASSIGN_OR_RETURN(const query::ResultStore::Rows block, job.store->at(row));
        RETURN_IF_ERROR(add(*block.batch, row - block.first, row));
    }
    out.rows = writer.rows();
    if (job.isCell)
        out.cells = cellText(out.text);
    else
        out.text = writer.finish();
    return out;
}

void ResultCopy::ended(const Result<Copied> &copied, qint64 all)
{
    m_stop.reset();
    m_task.finish();
    if (!copied)
        return Q_EMIT message(copied.error().message);
    toClipboard(copied->text, copied->cells);
    if (copied->isCut)
        return Q_EMIT message(tr("The first %1 of %2 copied, %3: export them to have all")
                                  .arg(countText(copied->rows), rowsWord(all), sizeText(copied->text.size())));
    Q_EMIT message(tr("%1 copied, %2").arg(rowsWord(copied->rows), sizeText(copied->text.size())));
}

void ResultCopy::cancel()
{
    if (m_stop)
        m_stop->request_stop();
}

void ResultCopy::copyNames()
{
    QStringList names;
    for (const int column : selectedColumns())
        names << m_model->columns()[size_t(column)].shape.name;
    toClipboard(names.join(u", "_s).toUtf8());
    Q_EMIT message(tr("Copied: %1").arg(singleLine(names.join(u", "_s), 200)));
}

} // namespace howdah::ui
