// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/detailviews.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/tooltips.h"
#include "common/quantities.h"

#include <QHeaderView>
#include <QLocale>
#include <QSyntaxHighlighter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Event;
using migration::EventKind;
using migration::StatementEntry;
using migration::TextDifference;

// ---- the difference

class DifferenceView::Highlighter final : public QSyntaxHighlighter
{
public:
    explicit Highlighter(DifferenceView *view)
        : QSyntaxHighlighter(view->document())
        , m_view(view)
    {
    }

protected:
    void highlightBlock(const QString &text) override
    {
        QTextCharFormat format;
        const QPalette palette = m_view->palette();
        if (text.startsWith("@@"_L1) || text.startsWith("---"_L1) || text.startsWith("+++"_L1))
            format.setForeground(color(Surface::MutedText, palette));
        else if (text.startsWith(u'+'))
            paint(format, Tone::Applied, palette);
        else if (text.startsWith(u'-'))
            paint(format, Tone::Failed, palette);
        else
            return;
        setFormat(0, int(text.size()), format);
    }

private:
    static void paint(QTextCharFormat &format, Tone tone, const QPalette &palette)
    {
        format.setForeground(color(tone, palette));
        format.setBackground(fill(tone, palette));
    }

    DifferenceView *m_view;
};

DifferenceView::DifferenceView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new Highlighter(this))
{
    setReadOnly(true);
    setFont(fixedFont());
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setAccessibleName(tr("Difference from what was applied"));
}

void DifferenceView::setText(const QString &text)
{
    if (text != toPlainText())
        setPlainText(text);
}

void DifferenceView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->rehighlight();
}

QString differenceText(const TextDifference &up, const TextDifference &down, const QString &name)
{
    return unifiedText(up, name + u" (up)"_s) + unifiedText(down, name + u" (down)"_s);
}

QString differenceSentence(const TextDifference &up, const TextDifference &down)
{
    const auto sentence = [](const TextDifference &difference) {
        if (!difference.unknown.isEmpty())
            return difference.unknown;
        return migration::matchText(difference.match);
    };
    QStringList lines;
    if (const QString text = sentence(up); !text.isEmpty())
        lines << JournalView::tr("Up: %1").arg(text);
    if (const QString text = sentence(down); !text.isEmpty())
        lines << JournalView::tr("Down: %1").arg(text);
    if (lines.isEmpty() && up.isEmpty() && down.isEmpty())
        return JournalView::tr("The files are identical to what was applied.");
    return lines.join(u'\n');
}

// ---- the journal

static Tone toneOf(EventKind kind)
{
    switch (kind) {
    case EventKind::Applied:
        return Tone::Applied;
    case EventKind::Failed:
        return Tone::Failed;
    case EventKind::Cancelled:
        return Tone::Interrupted;
    case EventKind::Started:
    case EventKind::Resumed:
        return Tone::Running;
    case EventKind::RolledBack:
        return Tone::Pending;
    case EventKind::Marked:
        return Tone::Baseline;
    case EventKind::Unknown:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

JournalView::JournalView(QWidget *parent)
    : QTreeWidget(parent)
{
    setObjectName(u"journal"_s);
    setAccessibleName(tr("Journal"));
    setColumnCount(ColumnCount);
    setHeaderLabels({tr("What"), tr("When"), tr("Took"), tr("Who"), tr("Details")});
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    header()->setStretchLastSection(true);
    connect(this, &QTreeWidget::itemExpanded, this, &JournalView::addStatements);
}

static QString detailsOf(const Event &event)
{
    QStringList parts;
    if (event.statement > 0)
        parts << JournalView::tr("statement %1 of %2").arg(event.statement).arg(event.statementsTotal);
    if (!event.sqlState.isEmpty())
        parts << event.sqlState;
    parts << event.error << event.note;
    parts.removeAll(QString());
    return parts.join(u" · "_s).simplified();
}

void JournalView::setEvents(std::vector<Event> events)
{
    m_events = std::move(events);
    clear();
    for (size_t i = 0; i < m_events.size(); ++i) {
        const Event &event = m_events[i];
        QString what = migration::eventText(event.kind);
        if (!what.isEmpty())
            what[0] = what[0].toUpper();
        const QString relative = relativeTime(parseServerTime(event.at), QDateTime::currentDateTime());
        const QString who = event.application.isEmpty() ? event.who : event.who + u", "_s + event.application;
        auto *item = new QTreeWidgetItem(
            this, {what, relative, durationText(double(event.milliseconds.value_or(-1))), who, detailsOf(event)});
        item->setIcon(What, icon(toneOf(event.kind)));
        item->setToolTip(When, plainToolTip(event.at));
        item->setToolTip(Details, u"<p>"_s + detailsOf(event).toHtmlEscaped());
        item->setData(What, Qt::UserRole, int(i));
        if (!event.statements.empty())
            item->setChildIndicatorPolicy(QTreeWidgetItem::ShowIndicator);
    }
    if (topLevelItemCount() > 0) {
        topLevelItem(0)->setExpanded(true); // the last run is what one looks for
        addStatements(topLevelItem(0));
        setCurrentItem(topLevelItem(0));
    }
    for (int column = 0; column < Details; ++column) {
        resizeColumnToContents(column);
        setColumnWidth(column, std::min(columnWidth(column), WidestColumn));
    }
}

static QString detailsOf(const StatementEntry &entry)
{
    QStringList parts;
    if (!entry.command.isEmpty())
        parts << entry.command; // what the server called it
    if (entry.attempt > 1)
        parts << JournalView::tr("attempt %1").arg(entry.attempt);
    if (entry.rows >= 0)
        parts << rowsWord(entry.rows);
    if (!entry.error.isEmpty())
        parts << (entry.sqlState.isEmpty() ? entry.error : entry.sqlState + u' ' + entry.error);
    else if (entry.finishedAt.isEmpty() && !entry.startedAt.isEmpty())
        parts << (entry.atomic ? JournalView::tr("did not run") : JournalView::tr("outcome unknown"));
    parts += entry.notices;
    return parts.join(u" · "_s).simplified();
}

// When it is opened: a run may have thousands, and most are never looked at.
void JournalView::addStatements(QTreeWidgetItem *item)
{
    if (item->parent() || item->childCount() > 0)
        return;
    const Event &event = m_events[size_t(item->data(What, Qt::UserRole).toInt())];
    constexpr size_t Shown = 1000;
    QList<QTreeWidgetItem *> children;
    for (const StatementEntry &entry : event.statements) {
        if (size_t(children.size()) == Shown)
            break;
        const bool ended = !entry.finishedAt.isEmpty();
        auto *child = new QTreeWidgetItem(
            {u"%1  %2"_s.arg(entry.number).arg(entry.statement.left(200).simplified()),
             relativeTime(parseServerTime(entry.startedAt), QDateTime::currentDateTime()),
             ended ? durationText(entry.milliseconds) : QString(), QString(), detailsOf(entry)});
        child->setIcon(What, icon(!entry.error.isEmpty() ? Tone::Failed : ended ? Tone::Applied : Tone::Interrupted));
        child->setFont(What, fixedFont());
        child->setToolTip(When, plainToolTip(entry.startedAt));
        child->setToolTip(What, u"<pre>"_s + entry.statement.toHtmlEscaped());
        child->setToolTip(Details, u"<p>"_s + detailsOf(entry).toHtmlEscaped());
        children << child;
    }
    if (event.statements.size() > Shown)
        children << new QTreeWidgetItem({tr("and %1 more statements").arg(event.statements.size() - Shown)});
    item->addChildren(children);
}

} // namespace howdah::ui
