// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/filtergroupview.h"

#include "browse/filter/filterrow.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int Indent = 12; // of a group inside another, with the line that holds it together

FilterGroupView::FilterGroupView(const data::RelationShape &shape, Place place, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_place(place)
    , m_join(new QComboBox(this))
    , m_not(new QCheckBox(tr("not"), this))
    , m_rows(new QVBoxLayout)
    , m_groups(new QVBoxLayout)
{
    m_head = makeHead();
    m_rows->setSpacing(space::tight);
    m_groups->setSpacing(space::tight);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(place == Place::Inside ? Indent : 0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_head);
    layout->addLayout(m_rows);
    layout->addLayout(m_groups);
    updateHead();
}

QWidget *FilterGroupView::makeHead()
{
    auto *head = new QWidget(this);
    m_join->addItem(tr("Match all"));
    m_join->addItem(tr("Match any"));
    m_join->setAccessibleName(tr("How the filters are combined"));
    m_not->setToolTip(tr("The rows that do not match the group"));
    m_not->setVisible(m_place == Place::Inside);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_not);
    layout->addWidget(m_join);
    if (m_place == Place::Inside) {
        const auto button = [&](const QString &sign, const QString &tip, auto slot) {
            auto *made = new QToolButton(head);
            made->setIcon(icon(sign));
            made->setAutoRaise(true);
            made->setToolTip(tip);
            made->setAccessibleName(tip);
            connect(made, &QToolButton::clicked, this, slot);
            layout->addWidget(made);
        };
        button(u"list-add"_s, tr("Add a filter to this group"), [this] { addFirstFilter(); });
        button(u"format-indent-more"_s, tr("Add a group inside this one"), [this] { addGroup()->addFirstFilter(); });
        button(u"list-remove"_s, tr("Remove this group"), [this] { Q_EMIT removed(); });
    }
    layout->addStretch(1);
    connect(m_join, &QComboBox::activated, this, &FilterGroupView::submitted);
    connect(m_not, &QCheckBox::clicked, this, &FilterGroupView::submitted);
    return head;
}

void FilterGroupView::addFirstFilter()
{
    if (m_shape.columns.empty())
        return;
    const data::ColumnShape &column = m_shape.columns.front();
    FilterRow *row = addRow();
    row->setFilter({column.name, data::operatorsFor(column).front(), {}});
    row->focusValue();
}

// What was removed lives on until the event loop runs: so neither is asked for by findChildren().
QList<FilterRow *> FilterGroupView::rows() const
{
    QList<FilterRow *> found;
    for (int i = 0; i < m_rows->count(); ++i)
        found << static_cast<FilterRow *>(m_rows->itemAt(i)->widget());
    return found;
}

QList<FilterGroupView *> FilterGroupView::groups() const
{
    QList<FilterGroupView *> found;
    for (int i = 0; i < m_groups->count(); ++i)
        found << static_cast<FilterGroupView *>(m_groups->itemAt(i)->widget());
    return found;
}

bool FilterGroupView::isEmpty() const { return m_rows->count() == 0 && m_groups->count() == 0; }

void FilterGroupView::updateHead()
{
    m_head->setVisible(m_place == Place::Inside || m_rows->count() + m_groups->count() > 1 || m_groups->count() > 0);
}

void FilterGroupView::drop(QWidget *part)
{
    m_rows->removeWidget(part);
    m_groups->removeWidget(part);
    part->hide();
    part->deleteLater();
    updateHead();
}

void FilterGroupView::setShape(const data::RelationShape &shape)
{
    m_shape = shape;
    setGroup({});
}

void FilterGroupView::setGroup(const data::FilterGroup &group)
{
    for (FilterRow *row : rows())
        drop(row);
    for (FilterGroupView *inner : groups())
        drop(inner);
    m_join->setCurrentIndex(group.join == data::Join::Any ? 1 : 0);
    m_not->setChecked(group.negated);
    for (const data::Filter &filter : group.filters)
        addRow()->setFilter(filter);
    for (const data::FilterGroup &inner : group.groups)
        addGroup()->setGroup(inner);
    updateHead();
}

data::FilterGroup FilterGroupView::group() const
{
    data::FilterGroup group{m_join->currentIndex() == 1 ? data::Join::Any : data::Join::All, m_not->isChecked()};
    for (const FilterRow *row : rows()) {
        // A line whose value is not typed yet asks for nothing.
        if (const data::Filter filter = row->filter(); data::isComplete(filter))
            group.filters.push_back(filter);
    }
    for (const FilterGroupView *inner : groups()) {
        if (data::FilterGroup found = inner->group(); !found.isEmpty())
            group.groups.push_back(std::move(found));
    }
    return group;
}

FilterRow *FilterGroupView::addRow()
{
    auto *row = new FilterRow(m_shape, this);
    row->setConnection(m_connection);
    m_rows->addWidget(row);
    connect(row, &FilterRow::edited, this, &FilterGroupView::edited);
    connect(row, &FilterRow::submitted, this, &FilterGroupView::submitted);
    connect(row, &FilterRow::removed, this, [this, row] {
        drop(row);
        Q_EMIT submitted();
    });
    updateHead();
    return row;
}

FilterGroupView *FilterGroupView::addGroup()
{
    auto *inner = new FilterGroupView(m_shape, Place::Inside, this);
    // Any of these, in a whole of which all hold; and the other way round: nothing else is worth a group.
    inner->m_join->setCurrentIndex(1 - m_join->currentIndex());
    inner->setConnection(m_connection);
    m_groups->addWidget(inner);
    connect(inner, &FilterGroupView::edited, this, &FilterGroupView::edited);
    connect(inner, &FilterGroupView::submitted, this, &FilterGroupView::submitted);
    connect(inner, &FilterGroupView::removed, this, [this, inner] {
        drop(inner);
        Q_EMIT submitted();
    });
    updateHead();
    return inner;
}

FilterRow *FilterGroupView::rowAt(const std::vector<int> &address) const
{
    if (address.empty())
        return nullptr;
    int at = address.front();
    if (address.size() == 1) {
        for (FilterRow *row : rows()) {
            if (data::isComplete(row->filter()) && at-- == 0)
                return row;
        }
        return nullptr;
    }
    for (const FilterGroupView *inner : groups()) {
        if (!inner->group().isEmpty() && at-- == 0)
            return inner->rowAt({address.begin() + 1, address.end()});
    }
    return nullptr;
}

void FilterGroupView::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (m_place == Place::Inside)
        QPainter(this).fillRect(QRect(0, 0, 2, height()), color(Tone::Accent, palette()));
}

} // namespace howdah::ui
