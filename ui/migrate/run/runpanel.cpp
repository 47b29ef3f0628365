// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/runpanel.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "migrate/run/rundelegate.h"
#include "common/quantities.h"

#include <QHBoxLayout>
#include <QListView>
#include <QProgressBar>
#include <QTimerEvent>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

namespace {

constexpr int TickMs = 200;

// What is shown while it runs does not flicker: milliseconds, in steps of a tenth of a second.
double wholeTenths(const QElapsedTimer &clock)
{
    const qint64 tenths = clock.elapsed() / 100;
    return double(tenths * 100);
}
constexpr qsizetype NoticesShown = 3;

QLabel *wrapped(QLabel *label)
{
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::NoFocus);
    return label;
}

QString doneText(const std::vector<migration::StepReport> &steps, double milliseconds)
{
    const qint64 up = std::ranges::count(steps, Direction::Up, &migration::StepReport::direction);
    const qint64 down = qint64(steps.size()) - up;
    const QString time = durationText(milliseconds);
    if (up > 0 && down > 0)
        return RunPanel::tr("%1 rolled back and %2 applied in %3.").arg(migrationsWord(down), migrationsWord(up), time);
    return (down > 0 ? RunPanel::tr("%1 rolled back in %2.") : RunPanel::tr("%1 applied in %2."))
        .arg(migrationsWord(qint64(steps.size())), time);
}

} // namespace

RunPanel::RunPanel(QWidget *parent)
    : QWidget(parent)
    , m_badge(new Badge)
    , m_title(headingLabel({}, 2))
    , m_time(mutedLabel())
    , m_progressText(mutedLabel())
    , m_progress(new QProgressBar)
    , m_lock(new Banner(Tone::Edited))
    , m_result(wrapped(plainLabel()))
    , m_notices(wrapped(mutedLabel()))
    , m_list(new QListView)
    , m_terminate(button(tr("Terminate that session")))
    , m_cancel(button(tr("Cancel run")))
    , m_report(button(tr("Report")))
    , m_showError(button(tr("Show the error")))
    , m_editFile(button(tr("Edit file")))
    , m_restore(button(tr("Apply again and restore")))
    , m_close(button(tr("Close")))
{
    setAccessibleName(tr("Run"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::inside, space::group, space::inside);
    column->setSpacing(space::inside);
    column->addWidget(buildHead());
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Statements done"));
    column->addWidget(m_progress);
    for (QWidget *part : std::initializer_list<QWidget *>{m_lock, m_result, m_notices})
        column->addWidget(part);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new RunDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Statements of the run"));
    column->addWidget(m_list, 1);
    connect(m_cancel, &QPushButton::clicked, this, &RunPanel::cancelRequested);
    connect(m_showError, &QPushButton::clicked, this, &RunPanel::errorRequested);
    connect(m_report, &QPushButton::clicked, this, &RunPanel::reportRequested);
    m_report->setToolTip(tr("Report as Markdown, for a change ticket"));
    m_report->setObjectName(u"report"_s);
    m_terminate->setObjectName(u"terminate"_s);
    m_lock->addWidget(m_terminate);
    connect(
        m_terminate, &QPushButton::clicked, this, [this] { Q_EMIT terminateRequested(m_inTheWay, m_inTheWayName); });
    connect(m_close, &QPushButton::clicked, this, &RunPanel::closeRequested);
    m_restore->setObjectName(u"applyAndRestore"_s);
    m_restore->setToolTip(
        tr("Apply again what was rolled back, and put back what its safety copy holds, after a review"));
    connect(m_restore, &QPushButton::clicked, this, &RunPanel::restoreRequested);
    m_editFile->setObjectName(u"editFile"_s);
    m_editFile->setToolTip(tr("Open the file that failed in the desktop's editor"));
    connect(m_editFile, &QPushButton::clicked, this, &RunPanel::editRequested);
    m_showError->setToolTip(tr("Open the SQL at the line where it failed (F8)"));
}

QWidget *RunPanel::buildHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    row->addWidget(m_title);
    row->addWidget(m_badge);
    row->addWidget(m_progressText);
    row->addStretch(1);
    row->addWidget(m_time);
    for (QPushButton *one : {m_showError, m_editFile, m_restore, m_report, m_cancel, m_close})
        row->addWidget(one);
    return head;
}

void RunPanel::begin(const Preview &preview)
{
    m_failure.reset();
    m_undone.reset();
    m_direction = goesDown(preview.plan) ? Direction::Down : Direction::Up;
    m_typical = preview.typicalMilliseconds;
    m_planTitle = planTitle(preview.plan);
    m_model.start(preview.lines);
    m_title->setText(m_planTitle);
    m_badge->setBadge(Tone::Running, tr("Running"));
    m_noticeTexts.clear();
    for (QWidget *hidden : std::initializer_list<QWidget *>{
             m_lock, m_result, m_notices, m_showError, m_editFile, m_restore, m_report, m_close})
        hidden->hide();
    m_progress->setRange(0, qMax(1, m_model.statementCount()));
    m_progress->show();
    m_cancel->setEnabled(true);
    m_cancel->show();
    m_clock.start();
    m_statementClock.start();
    if (m_ticker == 0)
        m_ticker = startTimer(TickMs);
    updateProgress();
}

void RunPanel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_ticker)
        updateProgress();
}

void RunPanel::updateProgress()
{
    m_progress->setValue(m_model.statementsDone());
    QString time = durationText(wholeTenths(m_clock));
    if (m_typical >= 0 && m_ticker != 0)
        time = tr("%1, typically %2").arg(time, durationText(m_typical));
    m_time->setText(time);
    // A quick statement needs no clock of its own.
    if (m_ticker != 0 && m_statementClock.elapsed() > 2 * TickMs)
        m_model.setElapsed(wholeTenths(m_statementClock));
    m_progressText->setText(tr("%1 of %2, %3 of %4")
                                .arg(m_model.stepsDone())
                                .arg(migrationsWord(m_model.stepCount()))
                                .arg(m_model.statementsDone())
                                .arg(statementsWord(m_model.statementCount())));
    if (m_model.runningRow() >= 0)
        m_list->scrollTo(m_model.index(m_model.runningRow()), QAbstractItemView::EnsureVisible);
}

void RunPanel::showWaiting(const QString &text, int pid, const QString &who)
{
    m_lock->setText(text);
    m_inTheWay = pid;
    m_inTheWayName = who;
    m_terminate->setVisible(pid != 0);
    m_lock->show();
    if (m_cancel->isEnabled())
        m_badge->setBadge(Tone::Edited, tr("Waiting"));
}

void RunPanel::hideWaiting()
{
    m_lock->hide();
    if (m_cancel->isEnabled())
        m_badge->setBadge(Tone::Running, tr("Running"));
}

void RunPanel::setLockHolder(const migration::LockHolder &holder)
{
    QString text = tr("Waiting for another migration run: %1").arg(migration::describe(holder));
    if (!holder.since.isEmpty())
        text += tr(", since %1").arg(holder.since);
    showWaiting(text, holder.pid, migration::describe(holder));
}

void RunPanel::setBlockers(const std::vector<migration::Blocker> &blockers)
{
    if (blockers.empty()) {
        hideWaiting();
        return;
    }
    QStringList lines{tr("Waiting for a lock held by others:")};
    for (const migration::Blocker &blocker : blockers) {
        QString line = migration::describe(blocker);
        if (!blocker.since.isEmpty())
            line += tr(", since %1").arg(blocker.since);
        lines << line;
    }
    showWaiting(lines.join(u'\n'), blockers.front().pid, migration::describe(blockers.front()));
}

void RunPanel::showRetry(const RunStep &step, bool whole, const migration::RetryReport &report)
{
    m_model.stepRetried(step, report.statement, whole);
    QString text = m_lock->isVisible() ? m_lock->text() + u'\n' : QString();
    text = text.section(u'\n', 0, 6);
    text += tr("Timed out, so that nobody queues behind it: %1. Retry %2 of %3 in %4.")
                .arg(report.error.message)
                .arg(report.retry)
                .arg(report.limit)
                .arg(durationText(double(report.pause.count())));
    showWaiting(text, m_lock->isVisible() ? m_inTheWay : 0, m_inTheWayName);
}

void RunPanel::addRemark(const RunStep &step, int number, const QString &text)
{
    addNotice({.severity = tr("%1, statement %2").arg(step.first.text()).arg(number), .message = text});
}

void RunPanel::stepStarted(const RunStep &step)
{
    hideWaiting();
    m_statementClock.start();
    m_model.stepStarted(step);
}

void RunPanel::statementStarted(const RunStep &step, int number)
{
    m_statementClock.start();
    m_model.statementStarted(step, number);
}

void RunPanel::statementFinished(const RunStep &step, int number, double milliseconds, qint64 rows)
{
    if (m_lock->isVisible())
        hideWaiting();
    m_statementClock.start();
    m_model.statementFinished(step, number, milliseconds, rows);
}

void RunPanel::stepFinished(const migration::StepReport &report)
{
    m_model.stepFinished({report.version, report.direction}, report.milliseconds, report.durable);
}

void RunPanel::addNotice(const connection::Notice &notice)
{
    m_noticeTexts << notice.severity + u": "_s + notice.message;
    const qsizetype more = m_noticeTexts.size() - NoticesShown;
    QString text = m_noticeTexts.mid(qMax(qsizetype(0), more)).join(u'\n');
    if (more > 0)
        text = tr("%1 earlier notices").arg(more) + u'\n' + text;
    m_notices->setText(text);
    m_notices->setToolTip({});
    m_notices->show();
}

void RunPanel::setCancelling()
{
    m_cancel->setEnabled(false);
    m_badge->setBadge(Tone::Edited, tr("Cancelling"));
}

void RunPanel::end(const RunOutcome &outcome)
{
    const Result<migration::RunReport> &report = outcome.report;
    killTimer(std::exchange(m_ticker, 0));
    m_lock->hide();
    m_progress->hide();
    m_cancel->hide();
    m_close->show();
    m_report->show();
    if (outcome.report && std::ranges::all_of(outcome.report->steps, &migration::StepReport::durable))
        m_model.stepsFlushed();
    m_model.finished(report ? report->failure : std::nullopt);
    updateProgress();
    m_time->setText(durationText(outcome.milliseconds));
    if (!report) {
        const Error &error = report.error();
        QStringList lines{error.message, error.detail, error.hint};
        lines.removeAll(QString());
        if (error.kind == ErrorKind::Cancelled)
            showEnd(Tone::Baseline, tr("Cancelled"), tr("Nothing was run. %1").arg(lines.join(u'\n')));
        else
            showEnd(Tone::Failed, tr("Not run"), lines.join(u'\n'));
        return;
    }
    if (report->failure) {
        showFailure(*report->failure);
        return;
    }
    QString text = doneText(report->steps, outcome.milliseconds);
    if (report->doneByOthers > 0)
        text += u' '
              + tr("%1 of the plan had already been run by somebody else.").arg(migrationsWord(report->doneByOthers));
    showEnd(Tone::Applied, tr("Done"), text);
}

void RunPanel::addAfterword(const QString &text)
{
    m_result->setText(m_result->text() + u'\n' + text);
    m_result->show();
}

void RunPanel::offerRestore(bool offered) { m_restore->setVisible(offered); }

void RunPanel::settle(const QStringList &undone)
{
    m_undone = undone;
    if (m_failure)
        showFailure(*m_failure);
}

// What became of the migrations that the run had finished. All but its last commit do not wait for the disk, so a
// server that crashes may forget the newest of them; after a lost line that is known only from the history.
QString RunPanel::beforeFailure(bool lost) const
{
    const bool up = m_direction == Direction::Up;
    const int done = m_model.stepsDone();
    if (done == 0)
        return {};
    if (m_failure && m_failure->wholeRun)
        return tr("The run was one transaction: nothing was applied.");
    if (lost && !m_undone) {
        const QString text =
            up ? tr("%1 applied before it; the list shows which of them the server kept once it responds again.")
               : tr("%1 rolled back before it; the list shows what the server kept once it responds again.");
        return text.arg(migrationsWord(done));
    }
    const qsizetype undone = m_undone ? m_undone->size() : 0;
    QStringList lines;
    if (done > undone)
        lines << (up ? tr("%1 applied before it remain applied.") : tr("%1 rolled back before it remain rolled back."))
                     .arg(migrationsWord(done - undone));
    if (undone > 0)
        lines << tr("The server crashed before this was on disk, and undid it: %1.").arg(m_undone->join(u", "_s));
    return lines.join(u'\n');
}

void RunPanel::showFailure(const migration::RunFailure &failure)
{
    m_failure = failure;
    const bool cancelled = failure.error.kind == ErrorKind::Cancelled;
    const bool lost = failure.error.kind == ErrorKind::Connection;
    QStringList lines{beforeFailure(lost), migration::describe(failure)};
    lines.removeAll(QString());
    if (lost && !failure.partial)
        lines.prepend(
            tr("The connection was lost while %1 was running.").arg(migration::label(failure.version, failure.name)));
    m_showError->setVisible(failure.statement > 0 && !cancelled);
    m_editFile->setVisible(failure.statement > 0 && !cancelled && !lost);
    const QString word = cancelled ? tr("Cancelled") : lost ? tr("Connection lost") : tr("Failed");
    showEnd(cancelled ? Tone::Baseline : Tone::Failed, word, lines.join(u'\n'));
    if (const int row = m_model.failedRow(); row >= 0) {
        m_list->setCurrentIndex(m_model.index(row));
        m_list->scrollTo(m_model.index(row), QAbstractItemView::PositionAtCenter);
    }
}

void RunPanel::showEnd(Tone tone, const QString &word, const QString &text)
{
    m_badge->setBadge(tone, word);
    m_result->setText(text);
    m_result->show();
}

QString RunPanel::summary() const { return m_ticker != 0 ? QString() : m_result->text(); }

} // namespace howdah::ui
