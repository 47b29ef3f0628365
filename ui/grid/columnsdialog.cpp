// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/columnsdialog.h"

#include "common/checklist.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"

#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {
enum Role { NameRole = Qt::UserRole, FrozenRole };
} // namespace

ColumnsDialog::ColumnsDialog(const data::RelationShape &shape, const ColumnLayout &layout, QWidget *parent)
    : DialogFrame({.title = tr("Columns of %1").arg(shape.name), .heading = {}, .text = {}}, parent)
    , m_shape(shape)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    resize(420, 520);
    m_search->setPlaceholderText(tr("Find a column"));
    m_search->setAccessibleName(m_search->placeholderText());
    addClearButton(m_search);
    m_list->setAccessibleName(tr("Columns: checked ones are shown"));
    toggleOnRow(m_list);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setUniformItemSizes(true);
    content()->addWidget(m_search);
    content()->addWidget(m_list, 1);
    makeButtons();
    fill(layout);
    connect(m_search, &QLineEdit::textChanged, this, &ColumnsDialog::find);
    connect(m_list, &QListWidget::itemChanged, this, &ColumnsDialog::notify);
    connect(m_list, &QListWidget::currentRowChanged, this, &ColumnsDialog::updateButtons);
    // A drag is a removal and an insertion, and is over in the next turn.
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ColumnsDialog::notify, Qt::QueuedConnection);
    connect(m_list->model(), &QAbstractItemModel::rowsRemoved, this, &ColumnsDialog::notify, Qt::QueuedConnection);
    updateButtons();
}

void ColumnsDialog::makeButtons()
{
    m_up = addAside(tr("Up"));
    m_down = addAside(tr("Down"));
    m_freeze = addAside(tr("Freeze"));
    QPushButton *all = addAside(tr("Show all"));
    QPushButton *reset = addAside(tr("Reset"));
    QPushButton *close = addAccept(tr("Close"));
    reset->setToolTip(tr("Show all columns in table order, none frozen"));
    m_freeze->setToolTip(tr("Keep this column visible on the left while the others scroll"));
    m_up->setToolTip(tr("Move the column to the left (Alt+Up)"));
    m_down->setToolTip(tr("Move the column to the right (Alt+Down)"));
    m_up->setShortcut(QKeySequence(u"Alt+Up"_s));
    m_down->setShortcut(QKeySequence(u"Alt+Down"_s));
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_freeze, &QPushButton::clicked, this, &ColumnsDialog::toggleFrozen);
    connect(all, &QPushButton::clicked, this, &ColumnsDialog::showAll);
    connect(reset, &QPushButton::clicked, this, [this] {
        fill({});
        notify();
    });
    connect(close, &QPushButton::clicked, this, &ColumnsDialog::accept);
}

void ColumnsDialog::mark(QListWidgetItem *item) const
{
    const auto column = std::ranges::find(m_shape.columns, item->data(NameRole).toString(), &data::ColumnShape::name);
    const bool isFrozen = item->data(FrozenRole).toBool();
    const QString words = isFrozen ? tr("%1 — %2, frozen") : tr("%1 — %2");
    item->setText(words.arg(column->name, column->type));
    item->setIcon(isFrozen ? icon(u"window-pin"_s, Tone::Accent) : QIcon());
}

void ColumnsDialog::fill(const ColumnLayout &layout)
{
    m_filling = true;
    m_widths = layout.widths;
    m_list->clear();
    QStringList order = layout.order;
    for (const data::ColumnShape &column : m_shape.columns)
        order << column.name;
    order.removeDuplicates();
    for (const bool frozen : {true, false}) {
        for (const QString &name : order) {
            if (layout.frozen.contains(name) != frozen
                || std::ranges::find(m_shape.columns, name, &data::ColumnShape::name) == m_shape.columns.end())
                continue;
            auto *item = new QListWidgetItem(m_list);
            item->setData(NameRole, name);
            item->setData(FrozenRole, frozen);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemIsDragEnabled);
            item->setCheckState(layout.hidden.contains(name) ? Qt::Unchecked : Qt::Checked);
            mark(item);
        }
    }
    m_list->setCurrentRow(0);
    m_filling = false;
    updateButtons();
}

ColumnLayout ColumnsDialog::layoutShown() const
{
    ColumnLayout layout{.widths = m_widths};
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem *item = m_list->item(row);
        const QString name = item->data(NameRole).toString();
        layout.order << name;
        if (item->checkState() == Qt::Unchecked)
            layout.hidden.insert(name);
        if (item->data(FrozenRole).toBool())
            layout.frozen.insert(name);
    }
    return layout;
}

void ColumnsDialog::move(int by)
{
    const int row = m_list->currentRow();
    if (row < 0 || row + by < 0 || row + by >= m_list->count())
        return;
    m_filling = true;
    QListWidgetItem *item = m_list->takeItem(row);
    m_list->insertItem(row + by, item);
    m_list->setCurrentItem(item);
    m_filling = false;
    notify();
}

void ColumnsDialog::toggleFrozen()
{
    QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    m_filling = true;
    item->setData(FrozenRole, !item->data(FrozenRole).toBool());
    mark(item);
    m_filling = false;
    const QString name = item->data(NameRole).toString();
    fill(layoutShown()); // it joins the others at the top
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(NameRole).toString() == name)
            m_list->setCurrentRow(row);
    }
    notify();
}

void ColumnsDialog::showAll()
{
    m_filling = true;
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setCheckState(Qt::Checked);
    m_filling = false;
    notify();
}

void ColumnsDialog::find(const QString &text)
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setHidden(!item->data(NameRole).toString().contains(text, Qt::CaseInsensitive));
    }
}

void ColumnsDialog::updateButtons()
{
    const int row = m_list->currentRow();
    const QListWidgetItem *item = m_list->currentItem();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_list->count());
    m_freeze->setEnabled(item);
    m_freeze->setText(item && item->data(FrozenRole).toBool() ? tr("Unfreeze") : tr("Freeze"));
}

void ColumnsDialog::notify()
{
    if (m_filling)
        return;
    updateButtons();
    Q_EMIT changed(layoutShown());
}

} // namespace howdah::ui
