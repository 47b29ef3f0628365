// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/choicepopup.h"

#include "common/checklist.h"
#include "common/theme.h"
#include "common/widgets.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QScreen>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int ValueRole = Qt::UserRole;
constexpr QSize PopupSize{300, 340};

ChoicePopup::ChoicePopup(Mode mode, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_mode(mode)
    , m_values(new QStandardItemModel(this))
    , m_found(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit)
    , m_list(new QListView)
    , m_message(mutedLabel())
{
    setFrameShape(StyledPanel);
    m_found->setSourceModel(m_values);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search the values"));
    addClearButton(m_search);
    m_search->installEventFilter(this);
    m_list->setModel(m_found);
    m_list->setAccessibleName(tr("Values"));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(NoFrame);
    m_list->installEventFilter(this);
    m_message->setWordWrap(true);
    m_message->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    column->setSpacing(space::inside);
    column->addWidget(m_search);
    column->addWidget(m_message);
    column->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_found->setFilterFixedString(text);
        m_list->setCurrentIndex(m_found->index(0, 0));
    });
    if (m_mode == Mode::One)
        connect(m_list, &QListView::clicked, this, &ChoicePopup::choose);
    else
        toggleOnRow(m_list);
    connect(m_values, &QStandardItemModel::itemChanged, this, [this] {
        if (m_mode == Mode::Several)
            Q_EMIT chosen(checked());
    });
}

void ChoicePopup::setValues(const Values &values, const QStringList &chosen)
{
    const QSignalBlocker quiet(m_values); // the list is created again below
    m_list->setModel(nullptr);
    m_found->setSourceModel(nullptr);
    m_values->clear();
    QList<QStandardItem *> items;
    for (const auto &[value, label] : values) {
        auto *item = new QStandardItem(label.isEmpty() ? value : label);
        item->setData(value, ValueRole);
        item->setEditable(false);
        if (m_mode == Mode::Several) {
            item->setCheckable(true);
            item->setCheckState(chosen.contains(value) ? Qt::Checked : Qt::Unchecked);
        }
        items << item;
    }
    m_values->appendColumn(items);
    m_found->setSourceModel(m_values);
    m_list->setModel(m_found);
    const auto first = m_found->match(m_found->index(0, 0), ValueRole, chosen.value(0), 1, Qt::MatchExactly);
    m_list->setCurrentIndex(first.isEmpty() ? m_found->index(0, 0) : first.constFirst());
    setMessage(values.empty() ? tr("No values.") : QString());
}

void ChoicePopup::setMessage(const QString &message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

void ChoicePopup::openAt(QWidget *button)
{
    resize(PopupSize);
    QPoint at = button->mapToGlobal(QPoint(0, button->height()));
    const QRect screen = button->screen()->availableGeometry();
    at.setX(std::max(screen.left(), std::min(at.x(), screen.right() - width())));
    if (at.y() + height() > screen.bottom())
        at.setY(std::max(screen.top(), button->mapToGlobal(QPoint(0, 0)).y() - height()));
    move(at);
    m_search->clear();
    show();
    m_search->setFocus();
    m_list->scrollTo(m_list->currentIndex(), QAbstractItemView::PositionAtCenter);
}

QStringList ChoicePopup::checked() const
{
    QStringList values;
    for (int row = 0; row < m_values->rowCount(); ++row) {
        const QStandardItem *item = m_values->item(row);
        if (item->checkState() == Qt::Checked)
            values << item->data(ValueRole).toString();
    }
    return values;
}

void ChoicePopup::choose(const QModelIndex &at)
{
    if (!at.isValid())
        return;
    if (m_mode == Mode::Several) {
        const bool isChecked = at.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        m_found->setData(at, isChecked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        return;
    }
    close();
    Q_EMIT chosen({at.data(ValueRole).toString()});
}

bool ChoicePopup::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex());
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        if (watched != m_search)
            break;
        // The list is walked through while the field is typed into.
        QCoreApplication::sendEvent(m_list, event);
        return true;
    default:
        break;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace howdah::ui
