// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultrecord.h"

#include "base/propagate.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "grid/gridedit.h"
#include "grid/record/recorddelegate.h"
#include "grid/record/recordlist.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultoverlay.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Of one value; more would fill the memory, and the file that it is exported to has all of it.
constexpr qsizetype MostRecordBytes = qsizetype(64) << 20;

ResultRecord::ResultRecord(ResultModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_record(new RecordModel(this))
    , m_list(new RecordList)
    , m_delegate(new RecordDelegate(m_list))
    , m_states(new StateStack(m_list, this))
{
    m_list->setModel(m_record);
    m_list->setItemDelegate(m_delegate);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    makeHead();
    layout->addWidget(m_states, 1);
    setMinimumWidth(220);
    setFocusProxy(m_list);
    connect(model, &QAbstractItemModel::modelReset, this, [this] { showRow(-1); });
    connect(model, &QAbstractItemModel::dataChanged, this, [this] {
        if (m_row.isValid() && isVisible())
            read();
    });
    showRow(-1);
}

void ResultRecord::makeHead()
{
    auto *copy = new QAction(icon(u"edit-copy"), tr("Copy value"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    auto *all = new QAction(icon(u"edit-copy"), tr("Copy record"), this);
    all->setToolTip(tr("Copy all values as “name: value”"));
    auto *json = new QAction(icon(u"format-indent-more"), tr("Format JSON"), this);
    json->setCheckable(true);
    json->setToolTip(tr("Show JSON with one member per line. Display only: copies stay as the server sent them."));
    m_list->addActions({copy, all, json});
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, &ResultRecord::copyValue);
    connect(all, &QAction::triggered, this, [this] { toClipboard(m_record->copyAllText()); });
    connect(json, &QAction::toggled, m_delegate, &RecordDelegate::setJsonLaidOut);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::group, space::tight, space::inside, space::tight);
    line->addWidget(headingLabel(tr("Record"), 2), 1);
    for (QAction *action : {json, copy, all}) {
        auto *face = new QToolButton;
        face->setDefaultAction(action);
        face->setAccessibleName(action->text());
        line->addWidget(face);
    }
    static_cast<QVBoxLayout *>(layout())->addLayout(line);
}

void ResultRecord::showRow(int row)
{
    m_row = row >= 0 ? m_model->index(row, 0) : QModelIndex();
    m_asked.drop();
    if (m_row.isValid())
        return isVisible() ? read() : void();
    m_delegate->forget();
    m_record->clear();
    m_states->showEmpty(
        {u"view-list-details"_s, tr("No row selected"), tr("Select a row to see its full values."), {}});
}

void ResultRecord::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_row.isValid())
        read();
}

static Result<RecordValues> readRow(const query::ResultStore &store, qint64 row)
{
    ASSIGN_OR_RETURN(const query::ResultStore::Rows block, store.at(row));
    RecordValues values;
    for (qsizetype column = 0; column < block.batch->columnCount(); ++column) {
        if (block.batch->isNull(row - block.first, column)) {
            values.emplace_back();
            continue;
        }
        const QByteArrayView value = block.batch->bytes(row - block.first, column);
        values.emplace_back(value.first(std::min(value.size(), MostRecordBytes)).toByteArray());
    }
    return values;
}

void ResultRecord::read()
{
    const qint64 row = m_model->storeRow(m_row.row());
    if (row < 0 || !m_model->store())
        return;
    m_states->showLoading(tr("Loading the record"));
    m_asked.ask(
        this, QtConcurrent::run([store = m_model->store(), row] { return readRow(*store, row); }),
        [this](const Result<RecordValues> &values) { take(values); });
}

void ResultRecord::take(const Result<RecordValues> &values)
{
    if (!values)
        return m_states->showFailed(values.error(), [this] { read(); });
    if (!m_row.isValid())
        return;
    std::vector<data::ColumnShape> shapes;
    QSet<int> masked;
    std::map<int, RecordModel::Edit> edits;
    const qint64 row = m_model->storeRow(m_row.row());
    for (int column = 0; column < m_model->columnCount(); ++column) {
        shapes.push_back(m_model->columns()[size_t(column)].shape);
        if (m_model->isMasked(column))
            masked.insert(column);
        const ResultOverlay *overlay = m_model->overlay();
        if (const data::CellValue *staged = overlay ? overlay->staged(row, column) : nullptr)
            edits[column] = {
                .value = *staged,
                .note = overlay->tip(row, column),
                .problem = !overlay->problem(row, column).isEmpty()};
        const auto &value = (*values)[size_t(column)];
        if (value && value->size() == MostRecordBytes)
            edits[column].note = tr("Longer than is shown here; an export has all of it");
    }
    m_delegate->forget();
    m_record->setMasked(masked);
    m_record->setRecord(shapes, *values);
    m_record->setEdits(std::move(edits));
    m_states->showContent();
    Q_EMIT shown();
}

void ResultRecord::copyValue()
{
    const int row = m_list->currentIndex().row();
    if (row >= 0)
        toClipboard(m_record->copyText(row));
}

void ResultRecord::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange)
        m_delegate->forget();
}

} // namespace howdah::ui
