// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/taskbutton.h"

#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int shownAfterMs = 300;
constexpr int popupWidth = 340;

QWidget *taskRow(TaskList &tasks, const TaskInfo &task)
{
    auto *row = new QWidget;
    auto *columns = new QHBoxLayout(row);
    columns->setContentsMargins(0, 0, 0, 0);
    auto *words = new QVBoxLayout;
    words->setSpacing(space::tight);
    QLabel *title = plainLabel(task.title);
    title->setWordWrap(true);
    words->addWidget(title);
    if (!task.progress.isEmpty() && task.progress != task.title) {
        QLabel *progress = mutedLabel(task.progress);
        progress->setWordWrap(true);
        words->addWidget(progress);
    }
    if (task.fraction >= 0) {
        auto *bar = new QProgressBar;
        bar->setTextVisible(false);
        bar->setRange(0, 1000);
        bar->setValue(int(task.fraction * 1000));
        bar->setAccessibleName(task.title);
        words->addWidget(bar);
    }
    columns->addLayout(words, 1);
    if (task.cancellable) {
        auto *cancel = button(QObject::tr("Cancel"));
        cancel->setAccessibleName(QObject::tr("Cancel: %1").arg(task.title));
        QObject::connect(cancel, &QPushButton::clicked, &tasks, [&tasks, id = task.id] { tasks.cancel(id); });
        columns->addWidget(cancel, 0, Qt::AlignTop);
    }
    return row;
}

} // namespace

TaskPopup::TaskPopup(TaskList &tasks, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_tasks(tasks)
    , m_rows(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_TranslucentBackground);
    setAccessibleName(tr("Running tasks"));
    setFixedWidth(popupWidth);
    m_rows->setContentsMargins(space::group, space::group, space::group, space::group);
    m_rows->setSpacing(space::inside + space::tight);
    connect(&tasks, &TaskList::changed, this, [this] { rebuild(); });
    rebuild();
}

void TaskPopup::rebuild()
{
    while (QLayoutItem *old = m_rows->takeAt(0)) {
        if (old->widget())
            old->widget()->deleteLater();
        delete old;
    }
    for (const TaskInfo &task : m_tasks.tasks())
        m_rows->addWidget(taskRow(m_tasks, task));
    if (m_tasks.isEmpty())
        close();
    adjustSize();
}

void TaskPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(Surface::StrongBorder, palette()));
    painter.setBrush(color(Surface::Raised, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
}

TaskButton::TaskButton(TaskList &tasks, QWidget *parent)
    : QToolButton(parent)
    , m_tasks(tasks)
    , m_delay(new QTimer(this))
{
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIcon(ui::icon(Tone::Running));
    setIconSize({space::iconSmall, space::iconSmall});
    hide();
    m_delay->setSingleShot(true);
    m_delay->setInterval(shownAfterMs);
    connect(m_delay, &QTimer::timeout, this, [this] { setVisible(!m_tasks.isEmpty()); });
    connect(&tasks, &TaskList::changed, this, [this] { refresh(); });
    connect(this, &QToolButton::clicked, this, [this] {
        if (m_popup)
            return;
        m_popup = new TaskPopup(m_tasks, this);
        m_popup->move(mapToGlobal(QPoint(width() - popupWidth, height() + 4)));
        m_popup->show();
    });
    refresh();
}

void TaskButton::refresh()
{
    const int count = int(m_tasks.tasks().size());
    setText(tr("%n running", nullptr, count));
    setAccessibleName(text());
    if (count == 0) {
        hide();
        m_delay->stop();
        return;
    }
    const TaskInfo &newest = m_tasks.tasks().back();
    setToolTip(plainToolTip(newest.progress.isEmpty() ? newest.title : newest.progress));
    if (!isVisible() && !m_delay->isActive())
        m_delay->start();
}

} // namespace howdah::ui
