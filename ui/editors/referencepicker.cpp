// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/referencepicker.h"

#include "common/tooltips.h"
#include "common/widgets.h"
#include "editors/choicedelegate.h"
#include "editors/labelledreference.h"
#include "value/valuetext.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QScreen>
#include <QStandardItemModel>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int mostChoices = 100;
static constexpr int searchPause = 150;

ReferencePicker::ReferencePicker(data::Reference reference, Lookup *lookup, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_reference(std::move(reference))
    , m_lookup(lookup)
    , m_search(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new QStandardItemModel(this))
    , m_delegate(new ChoiceDelegate(m_list))
    , m_status(mutedLabel({}, this))
    , m_delay(new QTimer(this))
{
    setFrameShape(QFrame::StyledPanel);
    buildLayout();
    m_delay->setSingleShot(true);
    m_delay->setInterval(searchPause);
    m_search->installEventFilter(this);
    connect(m_delay, &QTimer::timeout, this, &ReferencePicker::begin);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_delay->start(); });
    connect(m_list, &QListView::activated, this, &ReferencePicker::choose);
    connect(m_list, &QListView::clicked, this, &ReferencePicker::choose);
}

void ReferencePicker::buildLayout()
{
    m_search->setPlaceholderText(tr("Search in %1").arg(singleLine(m_reference.to.name, 60)));
    m_search->setAccessibleName(tr("Search for a referenced row"));
    addClearButton(m_search);
    m_list->setModel(m_model);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setItemDelegate(m_delegate);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Rows of %1").arg(m_reference.to.name));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    layout->setSpacing(space::tight);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_status);
}

QString ReferencePicker::status() const { return m_status->text(); }

void ReferencePicker::open(const QWidget *beneath)
{
    resize(qBound(320, beneath->width(), 640), 320);
    QPoint corner = beneath->mapToGlobal(QPoint(0, beneath->height()));
    if (const QScreen *where = beneath->screen()) {
        const QRect area = where->availableGeometry();
        corner.setX(qBound(area.left(), corner.x(), qMax(area.left(), area.right() - width())));
        if (corner.y() + height() > area.bottom())
            corner.setY(qMax(area.top(), beneath->mapToGlobal(QPoint()).y() - height()));
    }
    move(corner);
    {
        const QSignalBlocker blocker(m_search);
        m_search->clear();
    }
    show();
    m_search->setFocus(Qt::PopupFocusReason);
    begin();
}

void ReferencePicker::begin()
{
    m_delay->stop();
    m_searching = true;
    m_status->setText(tr("Searching"));
    m_lookup->search(m_reference, m_search->text(), mostChoices, [this](const Result<Lookup::Choices> &choices) {
        m_searching = false;
        showChoices(choices);
    });
}

QStandardItem *choiceItem(const data::ReferenceChoice &choice)
{
    const QString key = choiceKey(choice);
    auto *item = new QStandardItem(choiceText(choice));
    item->setEditable(false);
    item->setData(choiceLabel(choice), ChoiceDelegate::LabelRole);
    if (choice.label) // otherwise the key stands in its place
        item->setData(choiceShortKey(choice), ChoiceDelegate::IdRole);
    item->setData(singleLine(choice.subtitle, 200), ChoiceDelegate::SubtitleRole);
    QStringList words{choiceLabel(choice), item->data(ChoiceDelegate::SubtitleRole).toString(), key};
    words.removeAll(QString());
    words.removeDuplicates();
    item->setAccessibleText(words.join(", "_L1));
    item->setToolTip(plainToolTip(words.join(u'\n')));
    return item;
}

void ReferencePicker::showChoices(const Result<Lookup::Choices> &choices)
{
    m_model->clear();
    m_choices = choices.value_or(Lookup::Choices());
    const auto hasSubtitle = [](const data::ReferenceChoice &choice) { return !choice.subtitle.isEmpty(); };
    m_delegate->setHasSubtitles(std::ranges::any_of(m_choices, hasSubtitle));
    for (const data::ReferenceChoice &choice : m_choices)
        m_model->appendRow(choiceItem(choice));
    if (!m_choices.empty())
        m_list->setCurrentIndex(m_model->index(0, 0));
    if (!choices)
        m_status->setText(singleLine(describe(choices.error()).simplified()));
    else if (m_choices.empty())
        m_status->setText(tr("No matches"));
    else if (m_choices.size() == size_t(mostChoices))
        m_status->setText(tr("First %L1; type to search").arg(mostChoices));
    else
        m_status->setText(tr("%Ln rows", nullptr, int(m_choices.size())));
}

void ReferencePicker::choose(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const data::ReferenceChoice choice = m_choices.at(size_t(index.row()));
    hide();
    Q_EMIT chosen(choice);
}

// The field keeps the focus; the keys of a list move in the list.
bool ReferencePicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row();
    const auto go = [this](int to) {
        m_list->setCurrentIndex(m_model->index(qBound(0, to, qMax(0, m_model->rowCount() - 1)), 0));
        return true;
    };
    switch (key->key()) {
    case Qt::Key_Down:
        return go(row + 1);
    case Qt::Key_Up:
        return go(row - 1);
    case Qt::Key_PageDown:
        return go(row + 10);
    case Qt::Key_PageUp:
        return go(row - 10);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_searching && !m_delay->isActive())
            choose(m_list->currentIndex());
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

void ReferencePicker::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_delay->stop();
    m_searching = false;
    m_lookup->cancel();
}

} // namespace howdah::ui
