// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationdetail.h"

#include "base/figures.h"
#include "common/code/sqlview.h"
#include "common/widgets.h"
#include "common/quantities.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

namespace {

// A text editor takes its text on the UI thread. More than this is shown from its beginning only.
constexpr qsizetype ShownBytes = 512 * 1024;

QWidget *scriptPage(SqlView *sql, Banner *note)
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::inside, 0, 0);
    column->setSpacing(space::inside);
    column->addWidget(note);
    column->addWidget(sql, 1);
    note->hide();
    return page;
}

QString checksumText(const QByteArray &checksum)
{
    return checksum.isEmpty() ? MigrationDetail::tr("none") : QString::fromLatin1(checksum);
}

QString recordWord(const migration::Record &record)
{
    const bool up = record.direction == Direction::Up;
    switch (record.state) {
    case migration::RecordState::Running:
        return MigrationDetail::tr("running");
    case migration::RecordState::Applied:
        return MigrationDetail::tr("applied");
    case migration::RecordState::Failed:
        return up ? MigrationDetail::tr("applying failed") : MigrationDetail::tr("rolling back failed");
    case migration::RecordState::RolledBack:
        return MigrationDetail::tr("rolled back");
    case migration::RecordState::Baseline:
        return MigrationDetail::tr("baseline");
    case migration::RecordState::Skipped:
        return MigrationDetail::tr("skipped");
    }
    return {};
}

} // namespace

MigrationDetail::MigrationDetail(const DetailActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_title(headingLabel({}, 2))
    , m_when(mutedLabel())
    , m_badge(new Badge)
    , m_proof(new Badge)
    , m_tabs(new QTabWidget)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::inside, 0, 0);
    column->setSpacing(space::inside);
    column->addWidget(buildHead(actions));
    // Banners end where the head does; the tabs reach the edge of the window.
    const auto addBanner = [column](Banner *banner) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(0, 0, space::group, 0);
        row->addWidget(banner);
        column->addLayout(row);
    };
    buildLeftover(actions);
    addBanner(m_leftover);
    buildChanged(actions);
    addBanner(m_changed);
    m_failed = new Banner(Tone::Failed);
    m_failed->setObjectName(u"failed"_s);
    m_failed->addWidget(buttonFor(actions.editFile, ButtonRole::Plain));
    m_failed->hide();
    addBanner(m_failed);
    buildTabs();
    column->addWidget(m_tabs, 1);
}

QWidget *MigrationDetail::buildHead(const DetailActions &actions)
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, space::group, 0);
    row->setSpacing(space::inside);
    auto *names = new QVBoxLayout;
    names->setSpacing(space::tight);
    auto *first = new QHBoxLayout;
    first->setSpacing(space::inside);
    m_title->setMinimumWidth(40);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    first->addWidget(m_title, 1);
    names->addLayout(first);
    auto *second = new QHBoxLayout;
    second->setSpacing(space::inside);
    second->addWidget(m_badge);
    second->addWidget(m_proof);
    m_proof->hide();
    m_when->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    second->addWidget(m_when, 1);
    names->addLayout(second);
    row->addLayout(names, 1);
    row->addWidget(menuButton(), 0, Qt::AlignVCenter);
    row->addWidget(buttonFor(actions.rollBackTo, ButtonRole::Plain, head), 0, Qt::AlignVCenter);
    row->addWidget(buttonFor(actions.applyTo, ButtonRole::Plain, head), 0, Qt::AlignVCenter);
    // Of one that stopped in the middle it stands in the banner, beside the other ways on.
    m_rollBack = new QWidget;
    auto *place = new QHBoxLayout(m_rollBack);
    place->setContentsMargins(0, 0, 0, 0);
    QPushButton *rollBack = buttonFor(actions.undo, ButtonRole::Plain, m_rollBack);
    rollBack->setObjectName(u"rollBackThis"_s);
    place->addWidget(rollBack);
    row->addWidget(m_rollBack, 0, Qt::AlignVCenter);
    return head;
}

QPushButton *MigrationDetail::menuButton()
{
    QPushButton *opener = button(tr("Migration"));
    opener->setObjectName(u"migrationMenu"_s);
    opener->setToolTip(tr("Actions for the selected migration"));
    m_menu = new QMenu(opener);
    opener->setMenu(m_menu);
    return opener;
}

void MigrationDetail::buildTabs()
{
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("Migration tabs"));
    for (Page *page : {&m_up, &m_down}) {
        page->sql = new SqlView;
        page->note = new Banner(Tone::Baseline);
    }
    m_up.sql->setAccessibleName(tr("SQL that applies it"));
    m_down.sql->setAccessibleName(tr("SQL that rolls it back"));
    m_tabs->addTab(scriptPage(m_up.sql, m_up.note), tr("Up"));
    m_tabs->addTab(scriptPage(m_down.sql, m_down.note), tr("Down"));
    buildDetailsTabs();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("Details"));
    m_facts = new QWidget;
    scroll->setWidget(m_facts);
    m_tabs->addTab(scroll, tr("Details"));
    m_tabs->setTabToolTip(0, tr("SQL run when applying (Alt+1)"));
    m_tabs->setTabToolTip(1, tr("SQL run when rolling back (Alt+2)"));
    m_tabs->setTabToolTip(int(Tab::Facts), tr("Checksums, history and problems (Alt+6)"));
}

SqlView *MigrationDetail::view(Direction direction) const { return direction == Direction::Up ? m_up.sql : m_down.sql; }

void MigrationDetail::setTab(Tab tab) { m_tabs->setCurrentIndex(int(tab)); }

MigrationDetail::Tab MigrationDetail::tab() const { return Tab(m_tabs->currentIndex()); }

void MigrationDetail::show(std::shared_ptr<const Overview> overview, const MigrationRow &row)
{
    const migration::Entry *entry = overview->find(row.version);
    if (!entry)
        return;
    if (row.version != m_version) {
        clearFailure();
        clearDetails();
    }
    m_version = row.version;
    m_overview = std::move(overview);
    const migration::Migration *migration = m_overview->migrationOf(*entry);
    m_rollBack->setVisible(entry->record && entry->record->isApplied());
    m_title->setText(migration::label(row.version, row.name).simplified());
    m_badge->setBadge(toneOf(row.state), stateWord(row.state));
    showProof(row);
    QStringList when;
    if (row.appliedAt.isValid())
        when << relativeTime(row.appliedAt, QDateTime::currentDateTime());
    if (!row.appliedBy.isEmpty())
        when << tr("by %1").arg(row.appliedBy);
    if (row.appliedAt.isValid() && groupOf(row.state) == MigrationGroup::Applied)
        when << tr("took %1").arg(durationText(row.milliseconds));
    m_when->setText(when.isEmpty() ? stateSentence(row) : when.join(u" · "_s));
    m_when->setToolTip(u"<span>"_s + row.appliedAtText.toHtmlEscaped() + u"</span>"_s);
    showScript(
        Direction::Up, migration && !migration->up.file.isEmpty() ? &migration->up : nullptr,
        migration ? tr("There is no up file for the down file.") : tr("The file is missing from the source."));
    showScript(
        Direction::Down, migration && migration->down ? &*migration->down : nullptr,
        migration ? tr("There is no down file, so this migration cannot be rolled back.")
                  : tr("The file is missing. Rolling back uses the text kept in the history; the review shows it."));
    showChanged(*entry);
    showFacts(row, *entry, migration);
}

void MigrationDetail::showScript(Direction direction, const migration::Script *script, const QString &without)
{
    Page &page = direction == Direction::Up ? m_up : m_down;
    page.sql->setVisible(script);
    page.note->setVisible(!script);
    if (!script) {
        page.note->setText(without);
        page.text.clear();
        page.sql->setSql({});
        return;
    }
    QByteArrayView shown(script->text);
    if (shown.size() > ShownBytes) {
        const qsizetype end = script->text.lastIndexOf('\n', ShownBytes);
        shown = shown.first(end > 0 ? end + 1 : ShownBytes);
        page.note->setText(
            tr("The first %1 of %2 are shown.").arg(sizeText(shown.size()), sizeText(script->text.size())));
        page.note->show();
    }
    const QString text = QString::fromUtf8(shown);
    if (text == page.text)
        return; // the place in it and its marks stay
    page.text = text;
    page.sql->setSql(text);
}

void MigrationDetail::addFact(const QString &label, const QString &text, bool fixed)
{
    if (text.isEmpty())
        return;
    QLabel *value = plainLabel(text);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(label);
    if (fixed)
        value->setFont(fixedFont());
    m_form->addRow(mutedLabel(label), value);
}

void MigrationDetail::showFacts(
    const MigrationRow &row, const migration::Entry &entry, const migration::Migration *migration)
{
    qDeleteAll(m_facts->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    delete m_facts->layout();
    m_form = new QFormLayout(m_facts);
    m_form->setContentsMargins(0, space::inside + space::tight, space::group, space::group);
    m_form->setHorizontalSpacing(space::group);
    m_form->setVerticalSpacing(space::inside);
    m_form->setLabelAlignment(Qt::AlignLeft);
    addFact(tr("State"), stateWord(row.state) + u". "_s + stateSentence(row));
    if (!row.problems.isEmpty())
        addFact(tr("Problems"), row.problems.join(u'\n'));
    addFact(tr("Rehearsal"), row.proofText);
    if (migration) {
        addFact(tr("Up file"), migration->up.file, true);
        addFact(tr("Down file"), migration->down ? migration->down->file : tr("none"), migration->down.has_value());
        addFact(
            tr("Transaction"), migration->up.transaction
                                   ? tr("One for the whole migration, unless a statement cannot run in a transaction")
                                   : tr("Off, by the directive at the top of the file"));
        addFact(tr("Checksum up"), checksumText(migration->up.checksum), true);
        if (migration->down)
            addFact(tr("Checksum down"), checksumText(migration->down->checksum), true);
    }
    if (entry.record) {
        const migration::Record &record = *entry.record;
        addFact(tr("Last run"), recordWord(record));
        addFact(tr("When"), record.at);
        addFact(tr("By"), record.by);
        addFact(tr("Took"), durationText(double(record.milliseconds)));
        if (record.statementsTotal > 0)
            addFact(tr("Statements"), tr("%1 of %2").arg(record.statementsDone).arg(record.statementsTotal));
        addFact(tr("Error"), record.error);
        addFact(tr("Applied checksum"), checksumText(record.checksumUp), true);
        if (!record.checksumDown.isEmpty())
            addFact(tr("Applied checksum of down"), checksumText(record.checksumDown), true);
    }
}

void MigrationDetail::markFailure(const migration::RunFailure &failure, const QString &sql)
{
    clearFailure();
    Page &page = failure.direction == Direction::Up ? m_up : m_down;
    // The text that ran is what the line belongs to, even when the file has been saved again since.
    if (page.text != sql || page.sql->isHidden()) {
        page.text = sql;
        page.sql->setSql(sql);
        page.sql->show();
        page.note->hide();
    }
    setTab(failure.direction == Direction::Up ? Tab::Up : Tab::Down);
    QStringList lines{failure.error.message, failure.error.detail, failure.error.hint};
    lines.removeAll(QString());
    page.sql->markError(int(failure.position.line), int(failure.position.column), lines.join(u'\n'));
    m_failed->setText(
        lines.isEmpty() ? QString()
                        : tr("%1, line %2: %3").arg(failure.file).arg(failure.position.line).arg(lines.front()));
    m_failed->show();
    m_failureShown = true;
}

void MigrationDetail::clearFailure()
{
    if (!std::exchange(m_failureShown, false))
        return;
    m_failed->hide();
    m_up.sql->clearMarks();
    m_down.sql->clearMarks();
}

} // namespace howdah::ui
