// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/asmigrationdialog.h"

#include "common/code/sqlview.h"

#include <QDir>
#include <QLineEdit>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int TypingMs = 250;
constexpr qsizetype LinesShown = 6;

QString shortened(QStringList lines)
{
    if (lines.size() > LinesShown) {
        const qsizetype more = lines.size() - LinesShown;
        lines = lines.mid(0, LinesShown) << AsMigrationDialog::tr("and %1 more").arg(more);
    }
    return lines.join(u'\n');
}

Banner *hiddenBanner(Tone tone, const QString &name)
{
    auto *banner = new Banner(tone);
    banner->setObjectName(name);
    banner->hide();
    return banner;
}

} // namespace

AsMigrationDialog::AsMigrationDialog(const QString &folder, const QString &title, QWidget *parent)
    : DialogFrame(
          named(
              tr("Save as a migration"),
              tr("Two files are written to %1; nothing is run.").arg(QDir::toNativeSeparators(folder))),
          parent)
    , m_title(new QLineEdit(title))
    , m_files(mutedLabel())
    , m_others(hiddenBanner(Tone::Edited, u"migrationOthers"_s))
    , m_wayBack(hiddenBanner(Tone::Edited, u"migrationWayBack"_s))
    , m_findings(hiddenBanner(Tone::Edited, u"migrationFindings"_s))
    , m_tabs(new QTabWidget)
    , m_up(new SqlView)
    , m_down(new SqlView)
{
    setObjectName(u"asMigration"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_title->setObjectName(u"migrationTitle"_s);
    m_title->setPlaceholderText(tr("What it does, e.g. add users"));
    m_title->setAccessibleName(tr("Name of the migration"));
    m_files->setObjectName(u"migrationFiles"_s);
    m_files->setWordWrap(true);
    m_tabs->setObjectName(u"migrationTexts"_s);
    m_up->setAccessibleName(tr("Up"));
    m_up->setObjectName(u"migrationUp"_s);
    m_down->setAccessibleName(tr("Down"));
    m_down->setObjectName(u"migrationDown"_s);
    m_tabs->addTab(m_up, tr("Up"));
    m_tabs->addTab(m_down, tr("Down"));
    content()->addWidget(m_title);
    content()->addWidget(m_files);
    for (Banner *banner : {m_others, m_wayBack, m_findings})
        content()->addWidget(banner);
    content()->addWidget(m_tabs, 1);
    addProblem(u"migrationProblem"_s);
    addSafe(tr("Cancel"));
    m_accept = addAccept(tr("Write the files"));
    m_accept->setEnabled(false);
    connect(m_accept, &QPushButton::clicked, this, &AsMigrationDialog::writeWanted);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    connect(&m_typing, &QTimer::timeout, this, &AsMigrationDialog::titleChanged);
    connect(m_title, &QLineEdit::textChanged, this, [this] {
        m_accept->setEnabled(false); // what is shown is called otherwise
        m_typing.start();
    });
    m_title->setFocus();
    m_title->selectAll();
    resizeWithin({780, 600});
}

QString AsMigrationDialog::title() const { return m_title->text().trimmed(); }

void AsMigrationDialog::showDraft(const Result<operations::ScriptMigration> &draft)
{
    m_draft = draft ? std::optional(*draft) : std::nullopt;
    m_accept->setEnabled(m_draft.has_value());
    showProblem(draft ? QString() : QString(draft.error().message + u' ' + draft.error().hint).trimmed());
    if (!m_draft)
        return;
    m_files->setText(tr("%1 and %2, as %3 has them").arg(draft->files.upFile, draft->files.downFile, draft->layout));
    m_up->setSql(draft->up);
    m_down->setSql(draft->down);
    const auto say = [](Banner *banner, const QString &text) {
        banner->setText(text);
        banner->setVisible(!text.isEmpty());
    };
    say(m_others,
        draft->others.isEmpty()
            ? QString()
            : tr("These define nothing, and would be run with the migration:\n%1").arg(shortened(draft->others)));
    say(m_wayBack, draft->wayBack.isWhole() ? draft->wayBack.notes.join(u'\n')
                                            : tr("The way back has to be written by hand, in the down file:\n%1")
                                                  .arg(shortened(draft->wayBack.unwritten)));
    QStringList findings;
    for (const migration::Finding &finding : draft->findings)
        findings << tr("%1:%2: %3").arg(finding.file).arg(finding.line).arg(finding.message);
    say(m_findings, shortened(findings));
}

void AsMigrationDialog::setBusy(bool isBusy)
{
    m_accept->setEnabled(!isBusy && m_draft);
    m_title->setEnabled(!isBusy);
}

void AsMigrationDialog::showError(const Error &error) { showProblem(error.message + u' ' + error.hint); }

} // namespace howdah::ui
