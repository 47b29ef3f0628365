// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/rangepicker.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "dashboard/choicepopup.h"
#include "dashboard/dashboardchoice.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::TimeSelection;

constexpr int FieldWidth = 190;
constexpr int JudgeMs = 200;

// The text and its words, as the menu shows them.
static std::vector<std::pair<QString, QString>> presets()
{
    return {
        {u"1h"_s, RangePicker::tr("Last hour")},          {u"24h"_s, RangePicker::tr("Last 24 hours")},
        {u"7d"_s, RangePicker::tr("Last 7 days")},        {u"30d"_s, RangePicker::tr("Last 30 days")},
        {u"90d"_s, RangePicker::tr("Last 90 days")},      {u"1y"_s, RangePicker::tr("Last year, up to now")},
        {u"today"_s, RangePicker::tr("Today")},           {u"yesterday"_s, RangePicker::tr("Yesterday")},
        {u"this week"_s, RangePicker::tr("This week")},   {u"last week"_s, RangePicker::tr("Last week")},
        {u"this month"_s, RangePicker::tr("This month")}, {u"last month"_s, RangePicker::tr("Last month")},
        {u"this year"_s, RangePicker::tr("This year")},   {u"last year"_s, RangePicker::tr("Last calendar year")},
    };
}

RangePicker::RangePicker(QWidget *parent)
    : QWidget(parent)
    , m_zone(QTimeZone::systemTimeZone())
    , m_field(new QLineEdit)
    , m_problem(failedLabel())
    , m_zoneButton(button({}))
{
    m_field->setObjectName(u"range"_s);
    m_field->setFixedWidth(FieldWidth);
    m_field->setAccessibleName(tr("Time range"));
    m_field->setPlaceholderText(tr("30d, last month, 2026-03-01..2026-04-01"));
    m_field->installEventFilter(this);
    m_problem->setObjectName(u"rangeProblem"_s);
    m_problem->hide();
    m_zoneButton->setObjectName(u"zone"_s);
    m_zoneButton->setToolTip(tr("The time zone of days, weeks and hours"));
    m_judging.setSingleShot(true);
    m_judging.setInterval(JudgeMs);
    connect(&m_judging, &QTimer::timeout, this, &RangePicker::judge);
    connect(m_field, &QLineEdit::textEdited, this, [this] { m_judging.start(); });
    connect(m_field, &QLineEdit::returnPressed, this, &RangePicker::accept);
    connect(m_zoneButton, &QPushButton::clicked, this, &RangePicker::openZones);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::tight);
    row->addWidget(m_field);
    row->addWidget(buildPresets());
    row->addWidget(m_zoneButton);
    row->addWidget(m_problem);
    setZone(m_zone);
}

QWidget *RangePicker::buildPresets()
{
    QPushButton *more = button(tr("Range"));
    more->setObjectName(u"presets"_s);
    more->setToolTip(tr("Choose a common time range"));
    auto *menu = new QMenu(more);
    for (const auto &[text, words] : presets()) {
        QAction *action = menu->addAction(words);
        connect(action, &QAction::triggered, this, [this, text] {
            m_field->setText(text);
            accept();
        });
    }
    more->setMenu(menu);
    return more;
}

void RangePicker::setSelection(const TimeSelection &selection)
{
    m_selection = selection;
    m_field->setText(selection.text);
    m_field->setCursorPosition(0);
    judge();
}

void RangePicker::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    m_zoneButton->setText(QString::fromUtf8(zone.id()));
    m_zoneButton->setAccessibleName(tr("Time zone: %1").arg(m_zoneButton->text()));
    showRangeProblem();
}

Result<metrics::TimeRange> RangePicker::range() const
{
    return resolve(m_selection, QDateTime::currentDateTimeUtc(), m_zone);
}

QString RangePicker::problem() const { return m_problem->isHidden() ? QString() : m_problem->text(); }

void RangePicker::showRangeProblem()
{
    const auto now = range();
    m_field->setToolTip(now ? rangeWords(*now, m_zone) : QString());
    m_field->setAccessibleDescription(m_field->toolTip());
}

// What is being typed.
void RangePicker::judge()
{
    m_judging.stop();
    const auto typed = metrics::resolve({m_field->text()}, QDateTime::currentDateTimeUtc(), m_zone);
    m_problem->setText(typed ? QString() : typed.error().message + u". "_s + typed.error().hint);
    m_problem->setVisible(!typed);
    if (typed)
        showRangeProblem();
}

void RangePicker::accept()
{
    judge();
    if (!problem().isEmpty())
        return;
    m_selection = {m_field->text().trimmed()};
    showRangeProblem();
    Q_EMIT selectionChosen(m_selection);
}

bool RangePicker::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && watched == m_field) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && m_field->text() != m_selection.text) {
            setSelection(m_selection);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RangePicker::openZones()
{
    if (!m_zones) {
        m_zones = new ChoicePopup(ChoicePopup::Mode::One, this);
        connect(m_zones, &ChoicePopup::chosen, this, [this](const QStringList &chosen) {
            const QTimeZone zone(chosen.value(0).toUtf8());
            if (!zone.isValid() || zone == m_zone)
                return;
            setZone(zone);
            Q_EMIT zoneChosen(zone);
        });
    }
    const QString system = QString::fromUtf8(QTimeZone::systemTimeZoneId());
    ChoicePopup::Values values{{system, tr("%1 (this machine)").arg(system)}, {u"UTC"_s, u"UTC"_s}};
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds()) {
        const QString name = QString::fromUtf8(id);
        // What the server knows too: names of the tz database, no offsets.
        if (name != system && name != "UTC"_L1 && !name.startsWith("UTC"_L1))
            values.emplace_back(name, name);
    }
    m_zones->setValues(values, {QString::fromUtf8(m_zone.id())});
    m_zones->openAt(m_zoneButton);
}

} // namespace howdah::ui
