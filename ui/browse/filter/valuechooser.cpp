// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/valuechooser.h"

#include "common/density.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "data/page/value.h"
#include "editors/choiceeditor.h"
#include "editors/labelledreference.h"
#include "editors/lookup.h"
#include "editors/referencepicker.h"
#include "editors/typedtext.h"
#include "value/valuetext.h"

#include <QCalendarWidget>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::FilterOperator;

constexpr int MostLabelsInSight = 12;
constexpr int LabelRole = Qt::UserRole; // as the type has it

namespace {

// A popup that says when it goes: what is checked in it is then the choice.
class ChooserPopup final : public QFrame
{
public:
    using QFrame::QFrame;
    std::function<void()> left;

protected:
    void hideEvent(QHideEvent *event) override
    {
        QFrame::hideEvent(event);
        if (const auto then = std::exchange(left, nullptr))
            then();
        deleteLater();
    }
};

// Enter in a list of labels.
class EnterFilter final : public QObject
{
public:
    EnterFilter(std::function<void()> space, std::function<void()> enter, QObject *parent)
        : QObject(parent)
        , m_space(std::move(space))
        , m_enter(std::move(enter))
    {
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::KeyPress)
            return QObject::eventFilter(watched, event);
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (!isEnter && key != Qt::Key_Space)
            return QObject::eventFilter(watched, event);
        (isEnter ? m_enter : m_space)();
        return true;
    }

private:
    std::function<void()> m_space;
    std::function<void()> m_enter;
};

} // namespace

ValueChooser::ValueChooser(QWidget *parent)
    : QObject(parent)
    , m_parent(parent)
{
}

void ValueChooser::setSubject(const data::RelationShape &shape, int column, FilterOperator op)
{
    m_shape = shape;
    m_column = column < int(shape.columns.size()) ? column : -1;
    m_op = op;
}

QStringList ValueChooser::labels() const
{
    if (m_column < 0 || !m_connection)
        return {};
    EditSubject subject;
    subject.column.name = m_shape.columns[size_t(m_column)].name;
    subject.connection = m_connection;
    subject.relation = m_shape.oid;
    return labelsFor(subject);
}

std::optional<data::Reference> ValueChooser::reference() const
{
    if (m_column < 0 || !m_connection || !m_shape.columns[size_t(m_column)].foreignKey)
        return std::nullopt;
    return labelledReference(*m_connection, m_shape.oid, m_column);
}

ValueChooser::Kind ValueChooser::kind() const
{
    using enum FilterOperator;
    if (m_column < 0 || !data::takesValue(m_op))
        return Kind::Nothing;
    const data::ColumnShape &column = m_shape.columns[size_t(m_column)];
    const bool isCompared = m_op == Equal || m_op == NotEqual || m_op == Less || m_op == LessOrEqual || m_op == Greater
                         || m_op == GreaterOrEqual || m_op == Between;
    if (m_op == InList || m_op == ContainsAll || m_op == Overlaps || m_op == ContainedBy)
        return labels().isEmpty() ? Kind::Nothing : Kind::Labels;
    if ((isCompared && column.category == data::TypeCategory::Enumeration) || m_op == HasElement)
        return labels().isEmpty() ? Kind::Nothing : Kind::Label;
    const bool isTimeOfDay =
        column.type.startsWith("time "_L1) || column.type.startsWith("time("_L1) || column.type == "time"_L1;
    if (column.category == data::TypeCategory::DateTime && !isTimeOfDay && (isCompared || m_op == OnDay))
        return Kind::Day;
    return (m_op == Equal || m_op == NotEqual) && reference() ? Kind::Reference : Kind::Nothing;
}

void ValueChooser::open(QLineEdit *field)
{
    switch (kind()) {
    case Kind::Nothing:
        return;
    case Kind::Label:
        return openLabels(field, false);
    case Kind::Labels:
        return openLabels(field, true);
    case Kind::Day:
        return openCalendar(field);
    case Kind::Reference:
        return openReferences(field);
    }
}

QFrame *ValueChooser::makePopup(QLineEdit *field)
{
    auto *popup = new ChooserPopup(field, Qt::Popup);
    popup->setObjectName(u"filterChooser"_s);
    popup->setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(popup);
    layout->setContentsMargins(space::tight, space::tight, space::tight, space::tight);
    layout->setSpacing(space::tight);
    return popup;
}

static void showBeneath(QWidget *popup, const QWidget *field)
{
    popup->adjustSize();
    QPoint corner = field->mapToGlobal(QPoint(0, field->height()));
    if (const QScreen *where = field->screen()) {
        const QRect area = where->availableGeometry();
        corner.setX(qBound(area.left(), corner.x(), qMax(area.left(), area.right() - popup->width())));
        if (corner.y() + popup->height() > area.bottom())
            corner.setY(qMax(area.top(), field->mapToGlobal(QPoint()).y() - popup->height()));
    }
    popup->move(corner);
    popup->show();
}

// One label is chosen by a click, several are checked: each click on a row turns it, and leaving the list is the
// choice.
void ValueChooser::openLabels(QLineEdit *field, bool several)
{
    auto *popup = static_cast<ChooserPopup *>(makePopup(field));
    auto *list = new QListWidget(popup);
    list->setObjectName(u"filterLabels"_s);
    list->setAccessibleName(tr("Labels of the type"));
    list->setFrameShape(QFrame::NoFrame);
    const QStringList before = several ? data::listValues(field->text()) : QStringList{field->text()};
    for (const QString &label : labels()) {
        auto *item = new QListWidgetItem(label.isEmpty() ? u"''"_s : singleLine(label), list);
        item->setData(LabelRole, label);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        if (several)
            item->setCheckState(before.contains(label) ? Qt::Checked : Qt::Unchecked);
        else if (before.contains(label))
            list->setCurrentItem(item);
    }
    if (!list->currentItem())
        list->setCurrentRow(0);
    const int rows = std::min(list->count(), MostLabelsInSight);
    list->setMinimumHeight(rows * rowHeight());
    list->setMinimumWidth(std::max(list->sizeHintForColumn(0) + 2 * space::group, field->width() / 2));
    popup->layout()->addWidget(list);
    const auto toggle = [list] {
        QListWidgetItem *item = list->currentItem();
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    };
    const auto take = [this, field, list, popup] {
        const QString label = list->currentItem()->data(LabelRole).toString();
        popup->hide();
        Q_EMIT chosen(field, label);
    };
    if (several) {
        popup->left = [this, field, list, before] {
            QStringList now;
            for (int row = 0; row < list->count(); ++row) {
                if (list->item(row)->checkState() == Qt::Checked)
                    now << list->item(row)->data(LabelRole).toString();
            }
            if (now != before)
                Q_EMIT chosen(field, data::listText(now));
        };
        QPushButton *done = button(tr("Apply"), ButtonRole::Plain, popup);
        done->setObjectName(u"filterLabelsDone"_s);
        connect(done, &QPushButton::clicked, popup, &QWidget::hide);
        popup->layout()->addWidget(done);
        connect(list, &QListWidget::itemClicked, this, toggle);
        list->installEventFilter(new EnterFilter(toggle, [popup] { popup->hide(); }, popup));
    } else {
        connect(list, &QListWidget::itemClicked, this, take);
        list->installEventFilter(new EnterFilter(take, take, popup));
    }
    showBeneath(popup, field);
    list->setFocus(Qt::PopupFocusReason);
}

void ValueChooser::openCalendar(QLineEdit *field)
{
    QFrame *popup = makePopup(field);
    auto *calendar = new QCalendarWidget(popup);
    calendar->setObjectName(u"filterCalendar"_s);
    calendar->setGridVisible(false);
    calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    calendar->setAccessibleName(tr("Calendar"));
    const DatePlace place = dateIn(field->text());
    const QDate date = QDate::fromString(field->text().mid(place.from, place.length), Qt::ISODate);
    calendar->setSelectedDate(date.isValid() ? date : QDate::currentDate());
    const auto take = [this, field, popup](QDate day) {
        popup->hide();
        Q_EMIT chosen(field, withDate(field->text(), day.toString(Qt::ISODate), false));
    };
    connect(calendar, &QCalendarWidget::clicked, this, take);
    connect(calendar, &QCalendarWidget::activated, this, take);
    QPushButton *today = button(tr("Today"), ButtonRole::Plain, popup);
    connect(today, &QPushButton::clicked, this, [take] { take(QDate::currentDate()); });
    popup->layout()->addWidget(calendar);
    popup->layout()->addWidget(today);
    showBeneath(popup, field);
    calendar->setFocus(Qt::PopupFocusReason);
}

void ValueChooser::openReferences(QLineEdit *field)
{
    const auto wanted = reference();
    if (!wanted)
        return;
    if (!m_lookup)
        m_lookup = new Lookup(m_connection, tr("search of referenced rows"), this);
    if (m_picker)
        m_picker->deleteLater();
    m_picker = new ReferencePicker(*wanted, m_lookup, m_parent);
    const auto mine = std::ranges::find(wanted->columns, m_column) - wanted->columns.begin();
    connect(m_picker, &ReferencePicker::chosen, this, [this, field, mine](const data::ReferenceChoice &choice) {
        if (size_t(mine) < choice.key.size())
            Q_EMIT chosen(field, data::decoded(choice.key[size_t(mine)]));
    });
    m_picker->open(field);
}

} // namespace howdah::ui
