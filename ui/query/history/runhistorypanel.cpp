// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/runhistorypanel.h"

#include "base/figures.h"
#include "base/outputfile.h"
#include "base/propagate.h"
#include "common/moments.h"
#include "common/prompter.h"
#include "common/quantities.h"
#include "common/settings.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "common/widgets.h"
#include "query/history/runhistorymodel.h"

#include <QAction>
#include <QComboBox>
#include <QDateEdit>
#include <QFileDialog>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::HistoryEntry;
using query::HistoryFilter;
using query::HistoryStore;

namespace {

// Beside one another where there is room for both.
constexpr int RoomForBoth = 760;
enum Span { AnyTime, ThisDay, Week, Month, Year, Between };

QString parametersText(const HistoryEntry &entry)
{
    QStringList lines;
    for (const query::HistoryParameter &one : entry.parameters) {
        bool isNumber = false;
        one.name.toInt(&isNumber);
        lines << u"%1%2 = %3"_s.arg(
            isNumber ? u"$"_s : u":"_s, one.name, one.value ? u'\'' + *one.value + u'\'' : u"NULL"_s);
    }
    return lines.join(u'\n');
}

QString factsText(const HistoryEntry &entry)
{
    QStringList facts{shownMoment(entry.at), durationText(entry.milliseconds)};
    if (!entry.command.isEmpty())
        facts << entry.command;
    if (entry.rows >= 0)
        facts << RunHistoryPanel::tr("%1 rows").arg(countText(entry.rows));
    facts << entry.database;
    if (!entry.tab.isEmpty())
        facts << RunHistoryPanel::tr("tab %1").arg(entry.tab);
    return facts.join(u" · "_s);
}

} // namespace

// ---- what is shown

void RunHistoryPanel::search()
{
    m_isOld = false;
    if (m_model->rowCount() == 0)
        m_state->showLoading(tr("Reading the history"));
    m_model->setFilter(filter());
}

HistoryFilter RunHistoryPanel::filter() const
{
    HistoryFilter filter;
    filter.words = m_search->text();
    if (m_here->isChecked() && !m_database.isEmpty())
        filter.database = m_database;
    if (m_failed->isChecked())
        filter.failed = true;
    if (m_pinned->isChecked())
        filter.pinned = true;
    const QDate today = QDate::currentDate();
    switch (Span(m_time->currentIndex())) {
    case AnyTime:
        break;
    case ThisDay:
        filter.from = today.startOfDay();
        break;
    case Week:
        filter.from = today.addDays(-6).startOfDay();
        break;
    case Month:
        filter.from = today.addMonths(-1).startOfDay();
        break;
    case Year:
        filter.from = today.addYears(-1).startOfDay();
        break;
    case Between:
        filter.from = m_from->date().startOfDay();
        filter.to = m_to->date().addDays(1).startOfDay();
        break;
    }
    return filter;
}

bool RunHistoryPanel::isFiltered() const
{
    const HistoryFilter now = filter();
    return !now.words.trimmed().isEmpty() || !now.database.isEmpty() || now.failed || now.pinned || now.from.isValid()
        || now.to.isValid();
}

void RunHistoryPanel::showArrived()
{
    if (m_model->rowCount() == 0) {
        m_entry.reset();
        m_state->showEmpty(
            isFiltered()
                ? EmptyState{u"edit-find"_s, tr("Nothing found"), tr("Other words, or fewer filters, may find it."), {}}
                : EmptyState{
                      u"view-history"_s,
                      tr("Nothing was run yet"),
                      tr("What you run is kept here, without passwords."),
                      {}});
        updateActions();
        return;
    }
    m_state->showContent();
    QModelIndex chosen = m_model->indexOf(m_wanted);
    if (!chosen.isValid())
        chosen = m_model->firstEntry();
    m_list->setCurrentIndex(chosen);
    showEntry();
}

void RunHistoryPanel::showFailed(const Error &error)
{
    m_entry.reset();
    m_state->showFailed(error, [this] { search(); }, error.kind == ErrorKind::Invalid ? m_setAside : nullptr);
    updateActions();
}

void RunHistoryPanel::showEntry()
{
    const qint64 id = m_model->idAt(m_list->currentIndex());
    if (id == 0)
        return;
    // Whoever is at the newest is at the next one, too.
    m_wanted = m_list->currentIndex() == m_model->firstEntry() ? 0 : id;
    using Answer = Result<std::optional<HistoryEntry>>;
    m_reading.ask(
        this, m_history->ask([id](HistoryStore &store) -> Answer { return store.entry(id); }),
        [this](const Answer &entry) {
            if (!entry)
                return report(Tone::Failed, entry.error().message);
            m_entry = *entry;
            if (!m_entry) { // another program has deleted it
                m_text->setSql({});
                m_facts->setText(tr("This entry was deleted meanwhile."));
            } else {
                m_text->setSql(m_entry->text);
                m_facts->setText(factsText(*m_entry));
            }
            m_error->setText(m_entry ? m_entry->error : QString());
            m_error->setVisible(!m_error->text().isEmpty());
            m_parameters->setPlainText(m_entry ? parametersText(*m_entry) : QString());
            m_parameters->setVisible(m_entry && !m_entry->parameters.empty());
            updateActions();
        });
}

void RunHistoryPanel::updateActions()
{
    const bool isOne = m_entry && m_model->rowCount() > 0;
    for (QAction *action : {m_insert, m_open, m_runAgain, m_runHere, m_pin, m_name})
        action->setEnabled(isOne);
    m_remove->setEnabled(isOne);
    m_removeFound->setEnabled(m_model->entries() > 0);
    m_export->setEnabled(m_model->entries() > 0);
    m_pin->setChecked(isOne && m_entry->pinned);
    m_here->setEnabled(!m_database.isEmpty());
}

void RunHistoryPanel::report(Tone tone, const QString &text)
{
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->setVisible(!text.isEmpty());
}

// ---- from outside

void RunHistoryPanel::refresh()
{
    // Who has scrolled, or chosen an older one, is not taken away from it.
    m_isOld = true;
    if (!isVisible() || m_list->verticalScrollBar()->value() > 0)
        return;
    search();
}

void RunHistoryPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void RunHistoryPanel::setDatabase(const QString &database)
{
    if (database == m_database)
        return;
    m_database = database;
    updateActions();
    if (m_here->isChecked())
        search();
}

QList<QAction *> RunHistoryPanel::actions() const
{
    return {m_insert, m_open, m_runAgain, m_runHere, m_pin, m_name, m_remove, m_removeFound, m_export, m_private};
}

void RunHistoryPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_split->setOrientation(width() >= RoomForBoth ? Qt::Horizontal : Qt::Vertical);
}

void RunHistoryPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isOld)
        search();
}

// ---- what is done with entries

std::vector<qint64> RunHistoryPanel::selectedIds() const
{
    std::vector<qint64> ids;
    for (const QModelIndex &index : m_list->selectionModel()->selectedIndexes()) {
        if (const qint64 id = m_model->idAt(index); id != 0)
            ids.push_back(id);
    }
    return ids;
}

void RunHistoryPanel::pin()
{
    if (!m_entry)
        return;
    whenDone(
        this, m_history->ask([id = m_entry->id, pinned = !m_entry->pinned](HistoryStore &store) -> Result<void> {
            return store.pin(id, pinned);
        }),
        [this](const Result<void> &pinned) {
            if (!pinned)
                report(Tone::Failed, pinned.error().message);
            search();
        });
}

void RunHistoryPanel::askName()
{
    if (!m_entry)
        return;
    TextQuestion question;
    question.title = tr("Name of this entry");
    question.text = tr("It is found by its name, too, and stays when older ones go. Empty: none.");
    question.value = m_entry->name;
    question.acceptText = tr("Save");
    m_services.prompter->askText(this, question, [this, id = m_entry->id](const std::optional<QString> &name) {
        if (!name)
            return;
        whenDone(
            this, m_history->ask([id, name = name->trimmed()](HistoryStore &store) -> Result<void> {
                return store.name(id, name);
            }),
            [this](const Result<void> &named) {
                if (!named)
                    report(Tone::Failed, named.error().message);
                search();
            });
    });
}

void RunHistoryPanel::removeSelected()
{
    const std::vector<qint64> ids = selectedIds();
    if (ids.empty())
        return;
    Question question;
    question.title = tr("Delete %n entries?", nullptr, int(ids.size()));
    question.text = tr("They are overwritten in the file of the history. The audit log stays as it is.");
    question.acceptText = tr("Delete");
    question.tone = Tone::Failed;
    m_services.prompter->confirm(this, question, [this, ids](bool accepted) {
        if (!accepted)
            return;
        whenDone(
            this, m_history->ask([ids](HistoryStore &store) -> Result<qint64> { return store.remove(ids); }),
            [this](const Result<qint64> &removed) {
                if (removed)
                    report(Tone::Neutral, tr("%n entries deleted", nullptr, int(*removed)));
                else
                    report(Tone::Failed, removed.error().message);
                search();
            });
    });
}

void RunHistoryPanel::removeFound()
{
    const HistoryFilter filter = this->filter();
    Question question;
    question.title = isFiltered() ? tr("Delete all that was found?") : tr("Delete the whole history?");
    question.text =
        tr("Every entry that this search and these filters find is deleted, also those that are pinned or named, and "
           "overwritten in the file. The audit log stays as it is.");
    question.acceptText = tr("Delete all");
    question.tone = Tone::Failed;
    m_services.prompter->confirm(this, question, [this, filter](bool accepted) {
        if (!accepted)
            return;
        whenDone(
            this, m_history->ask([filter](HistoryStore &store) -> Result<qint64> { return store.removeAll(filter); }),
            [this](const Result<qint64> &removed) {
                if (removed)
                    report(Tone::Neutral, tr("%n entries deleted", nullptr, int(*removed)));
                else
                    report(Tone::Failed, removed.error().message);
                search();
            });
    });
}

void RunHistoryPanel::askExport()
{
    auto *dialog = new QFileDialog(this, tr("Export the history"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON lines (*.jsonl)")});
    dialog->setDefaultSuffix(u"jsonl"_s);
    dialog->selectFile(u"queries-%1.jsonl"_s.arg(QDate::currentDate().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &RunHistoryPanel::exportTo);
    dialog->open();
}

void RunHistoryPanel::exportTo(const QString &file)
{
    const HistoryFilter filter = this->filter();
    auto task = std::make_shared<TaskHandle>(m_services.tasks->start(tr("Exporting the history")));
    whenDone(
        this, m_history->ask([filter, file](HistoryStore &store) -> Result<qint64> {
            OutputFile out;
            RETURN_IF_ERROR(out.open(file));
            ASSIGN_OR_RETURN(const qint64 written, store.exportTo(out.device(), filter));
            RETURN_IF_ERROR(out.keep());
            return written;
        }),
        [this, file, task](const Result<qint64> &written) {
            task->finish();
            if (written)
                report(Tone::Applied, tr("%n entries written to %1", nullptr, int(*written)).arg(file));
            else
                report(Tone::Failed, written.error().message + u' ' + written.error().hint);
        });
}

void RunHistoryPanel::setAside()
{
    whenDone(this, m_history->setAside(), [this](const Result<QString> &aside) {
        if (aside)
            report(Tone::Neutral, tr("The damaged file is now %1. A new history has begun.").arg(*aside));
        else
            report(Tone::Failed, aside.error().message);
        search();
    });
}

void RunHistoryPanel::setPrivate(bool isPrivate)
{
    m_history->setPrivate(isPrivate);
    m_privateNote->setVisible(isPrivate);
    Q_EMIT privateChanged(isPrivate);
}

// What is older than the settings say goes, as the page opens and when they change.
void RunHistoryPanel::retain()
{
    if (!m_services.settings)
        return;
    const query::HistoryRetention retention{
        .days = m_services.settings->value(settings::historyDays),
        .entries = m_services.settings->value(settings::historyEntries)};
    whenDone(
        this, m_history->ask([retention](HistoryStore &store) -> Result<qint64> { return store.retain(retention); }),
        [this](const Result<qint64> &gone) {
            if (gone && *gone > 0 && isVisible())
                search();
        });
}

} // namespace howdah::ui
