// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the actions of GridEdit do to cells and rows.
#include "grid/gridedit.h"

#include "base/figures.h"
#include "grid/gridview.h"
#include "grid/gridwords.h"
#include "edit/editsession.h"
#include "common/turnclock.h"
#include "editors/typedtext.h"
#include "value/valuetext.h"

#include <QItemSelectionModel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::RowBasis;

// ---- saying why not

QString GridEdit::placeName(int row, int column) const
{
    const QString name = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return tr("“%1” in %2").arg(singleLine(name), rowName(m_model->rows(), row));
}

void GridEdit::refuse(int row, int column, const QString &why)
{
    Q_EMIT message(placeName(row, column) + u": "_s + why);
    const QModelIndex index = m_model->index(row, column);
    m_table->scrollTo(index);
    m_table->showHint(index, why, Tone::Failed);
}

// ---- cells

void GridEdit::readWhole(std::vector<WholeRow> rows, std::function<void(const std::vector<RowBasis> &)> handler)
{
    if (rows.empty())
        return handler({});
    busy(1);
    Q_EMIT message(tr("Loading the long values of %n row(s)", nullptr, int(rows.size())));
    m_model->reader().readWhole(
        std::move(rows), [self = QPointer(this), handler = std::move(handler)](const auto &read) {
            if (!self)
                return;
            self->busy(-1);
            if (!read)
                Q_EMIT self->message(read.error().message);
            else
                handler(*read);
        });
}

// Of a block that is being looked at, row by row.
struct GridEdit::StageJob
{
    Wishes wishes;
    QString what;
    QString done;
    size_t next = 0;
    std::vector<RowEdit> edits;
    std::vector<WholeRow> requests;
    std::vector<size_t> requested; // edits
    std::function<void()> refuse;  // what speaks against it
};

void GridEdit::stage(Wishes wishes, const QString &what, const QString &done)
{
    const qsizetype cells = qsizetype(wishes.rows.size()) * qsizetype(wishes.columns.size());
    if (cells > MostCells) {
        Q_EMIT message(tr("These are %1 cells, and at most %2 can be changed at once. Import them from a file.")
                           .arg(countText(cells), countText(MostCells)));
        return;
    }
    if (const QString why = editRefusal(); !why.isEmpty()) {
        Q_EMIT message(why);
        return;
    }
    const auto job = std::make_shared<StageJob>(StageJob{.wishes = std::move(wishes), .what = what, .done = done});
    busy(1);
    inTurns(
        this, [this, job] { return judgeNext(*job); },
        [this, job] {
            busy(-1);
            judged(job);
        });
}

// Whether the wishes for a row may be met, and what has to be read for them. False after the last, and when they may
// not.
bool GridEdit::judgeNext(StageJob &job)
{
    if (job.next == job.wishes.rows.size())
        return false;
    const size_t at = job.next++;
    const QPersistentModelIndex &index = job.wishes.rows[at];
    if (!index.isValid() || !m_session) {
        job.refuse = [this] { Q_EMIT message(tr("The row no longer exists")); };
        return false;
    }
    const int row = index.row();
    const data::RowKey key = m_model->rows().key(row);
    RowEdit edit;
    std::vector<int> cut;
    for (size_t place = 0; place < job.wishes.columns.size(); ++place) {
        const int column = job.wishes.columns[place];
        const CellValue *value = job.wishes.value(at, place);
        if (!value)
            continue;
        if (const QString why = m_session->refusal(key, column); !why.isEmpty()) {
            // What is there already needs no setting: a copied row may be pasted over itself.
            if (m_model->rows().value(row, column) == *value)
                continue;
            job.refuse = [this, row, column, why] { refuse(row, column, why); };
            return false;
        }
        // What was copied of a hidden value, wherever it is pasted.
        const bool isMask = value->isText() && QString::fromUtf8(value->bytes()) == GridLabels::mask();
        if (isMask) {
            job.refuse = [this, row, column] {
                refuse(row, column, tr("This only stands for a value that is hidden"));
            };
            return false;
        }
        // As what is typed: no server would take it, so nobody should find out when saving.
        if (const QString why = textProblem(m_model->rows().target()->columns[size_t(column)], *value);
            !why.isEmpty()) {
            job.refuse = [this, row, column, why] { refuse(row, column, why); };
            return false;
        }
        if (m_model->rows().isCut(row, column))
            cut.push_back(column);
        edit.cells[column] = *value;
    }
    if (edit.cells.empty())
        return true;
    edit.row = m_model->rows().ref(row);
    if (!cut.empty()) {
        job.requests.push_back({std::get<RowBasis>(edit.row), cut});
        job.requested.push_back(job.edits.size());
    }
    job.edits.push_back(std::move(edit));
    return true;
}

void GridEdit::judged(const std::shared_ptr<StageJob> &job)
{
    if (job->refuse)
        return job->refuse();
    readWhole(std::move(job->requests), [this, job](const std::vector<RowBasis> &whole) {
        for (size_t i = 0; i < whole.size(); ++i)
            job->edits[job->requested[i]].row = whole[i];
        afterStaging(
            m_session ? m_session->editor().setRows(std::move(job->edits), job->what)
                      : fail(ErrorKind::Usage, editRefusal()),
            [this, done = job->done](const Result<void> &staged) {
                m_model->overlay().sync();
                Q_EMIT message(staged ? done : staged.error().message);
            });
    });
}

void GridEdit::afterStaging(const Result<void> &begun, std::function<void(const Result<void> &)> then)
{
    if (!begun || !m_session || !m_session->history().isStaging())
        return then(begun);
    busy(1);
    m_afterStaging = std::move(then);
}

void GridEdit::setSelected(const CellValue &value, const QString &what)
{
    const Selection cells = selection();
    Wishes wishes{.columns = cells.columns, .value = [value](size_t, size_t) { return &value; }};
    for (const int row : cells.rows)
        wishes.rows.emplace_back(m_model->index(row, 0));
    const auto count = int(cells.rows.size() * cells.columns.size());
    stage(std::move(wishes), what, what + u": "_s + tr("%n cell(s)", nullptr, count) + restNote());
}

void GridEdit::fillDown()
{
    Selection cells = selection();
    const bool fromAbove = cells.rows.size() == 1;
    const int source = fromAbove ? cells.rows.front() - 1 : cells.rows.front();
    if (source < 0)
        return;
    if (!fromAbove)
        cells.rows.erase(cells.rows.begin());
    std::vector<int> cut;
    std::vector<CellValue> values;
    for (const int column : cells.columns) {
        if (m_model->rows().isCut(source, column))
            cut.push_back(column);
        values.push_back(m_model->rows().value(source, column));
    }
    std::vector<WholeRow> requests;
    if (!cut.empty())
        requests.push_back({m_model->rows().basis(source), cut});
    // The rows may have moved when a long value has arrived: they are known by their indexes.
    std::vector<QPersistentModelIndex> targets;
    targets.reserve(size_t(cells.rows.size()));
    for (const int row : cells.rows)
        targets.emplace_back(m_model->index(row, 0));
    readWhole(std::move(requests), [this, cut, values, cells, targets](const std::vector<RowBasis> &whole) mutable {
        for (size_t i = 0; i < cells.columns.size(); ++i) {
            if (!whole.empty() && std::ranges::find(cut, cells.columns[i]) != cut.end())
                values[i] = CellValue::of(whole.front().values[size_t(cells.columns[i])]);
        }
        std::erase_if(targets, [](const QPersistentModelIndex &target) { return !target.isValid(); });
        const auto count = int(targets.size() * cells.columns.size());
        stage(
            {.rows = targets,
             .columns = cells.columns,
             .value = [values](size_t, size_t column) { return &values[column]; }},
            tr("Fill down"), tr("%n cell(s) filled", nullptr, count) + restNote());
    });
}

// ---- rows

void GridEdit::goToRow(const data::RowKey &key)
{
    const int row = m_model->rows().rowOf(key);
    if (row < 0)
        return;
    // The first cell that can be typed into: a number that the server gives is not worth a stop.
    const std::vector<int> columns = m_table->shownColumns();
    const auto open =
        std::ranges::find_if(columns, [&](int column) { return m_model->overlay().refusal(row, column).isEmpty(); });
    const int column = open != columns.end() ? *open : qMax(0, m_table->currentIndex().column());
    m_table->setCurrentIndex(m_model->index(row, column));
    m_table->scrollTo(m_model->index(row, column));
    m_table->setFocus();
}

void GridEdit::insertRow()
{
    const Result<data::RowKey> added = m_session->editor().insertRow();
    m_model->overlay().sync();
    if (added)
        goToRow(*added);
    Q_EMIT message(added ? tr("A new row") : added.error().message);
}

void GridEdit::duplicateRows()
{
    std::vector<RowRef> refs;
    std::vector<WholeRow> requests;
    std::vector<size_t> requested;
    for (const int row : selection().rows) {
        refs.push_back(m_model->rows().ref(row));
        std::vector<int> cut;
        for (int column = 0; column < m_model->columnCount(); ++column) {
            if (m_model->rows().isCut(row, column))
                cut.push_back(column);
        }
        if (cut.empty())
            continue;
        requests.push_back({m_model->rows().basis(row), cut});
        requested.push_back(refs.size() - 1);
    }
    readWhole(std::move(requests), [this, refs, requested](const std::vector<RowBasis> &whole) mutable {
        for (size_t i = 0; i < whole.size(); ++i)
            refs[requested[i]] = whole[i];
        if (!m_session)
            return;
        const auto count = int(refs.size());
        const QString rest = restNote();
        const auto added = m_session->editor().duplicateRows(std::move(refs));
        const data::RowKey first = added && !added->empty() ? added->front() : data::RowKey();
        afterStaging(
            added ? Result<void>() : fail(added.error()), [this, first, count, rest](const Result<void> &done) {
                m_model->overlay().sync();
                if (done)
                    goToRow(first);
                Q_EMIT message(done ? tr("%n row(s) duplicated", nullptr, count) + rest : done.error().message);
            });
    });
}

void GridEdit::deleteRows()
{
    std::vector<RowRef> refs;
    for (const int row : selection().rows)
        refs.push_back(m_model->rows().ref(row));
    const int count = int(refs.size());
    const QString rest = restNote();
    afterStaging(m_session->editor().deleteRows(std::move(refs)), [this, count, rest](const Result<void> &done) {
        m_model->overlay().sync();
        Q_EMIT message(
            done ? tr("%n row(s) will be deleted when you save", nullptr, count) + rest : done.error().message);
    });
}

void GridEdit::revertCells()
{
    const Selection cells = selection();
    std::vector<std::pair<data::RowKey, int>> staged;
    std::vector<data::RowKey> deleted;
    for (const int row : cells.rows) {
        const data::StagedRow *known = m_model->rows().staged(row);
        if (known && known->kind == data::ChangeKind::Delete)
            deleted.push_back(known->key);
        for (const int column : cells.columns) {
            if (known && known->cells.contains(column))
                staged.emplace_back(known->key, column);
        }
    }
    Result<void> done;
    if (!staged.empty())
        done = m_session->editor().revertCells(staged);
    else if (!deleted.empty())
        done = m_session->editor().revertRows(deleted);
    const bool any = !staged.empty() || !deleted.empty();
    afterStaging(done, [this, any](const Result<void> &ended) {
        m_model->overlay().sync();
        Q_EMIT message(!ended ? ended.error().message : any ? tr("Reverted") : tr("No changes in these cells"));
    });
}

void GridEdit::revertRows()
{
    std::vector<data::RowKey> keys;
    for (const int row : selection().rows) {
        if (const data::StagedRow *known = m_model->rows().staged(row))
            keys.push_back(known->key);
    }
    const auto count = int(keys.size());
    afterStaging(m_session->editor().revertRows(std::move(keys)), [this, count](const Result<void> &done) {
        m_model->overlay().sync();
        Q_EMIT message(done ? tr("%n row(s) reverted", nullptr, count) : done.error().message);
    });
}

} // namespace howdah::ui
