// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/asmigration.h"

#include "common/prompter.h"
#include "connect/connectioncontroller.h"
#include "query/define/asmigrationdialog.h"
#include "sql/classify.h"

#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// "CREATE INDEX orders": what the name of the migration begins with.
QString titleFor(const QByteArray &sql)
{
    constexpr qsizetype MostRead = 20'000;
    const sql::Classification what = sql::classify(QString::fromUtf8(sql.left(MostRead)));
    QString title = what.command.toLower();
    if (!what.relations.empty())
        title += u' ' + what.relations.front().name;
    return title.simplified();
}

} // namespace

AsMigration::AsMigration(const PageServices &services, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_page(page)
{
}

AsMigration::~AsMigration() { delete m_dialog; }

void AsMigration::start(const QByteArray &sql)
{
    if (sql.trimmed().isEmpty()) {
        Q_EMIT reported(Tone::Neutral, tr("There is no statement to save as a migration."));
        return;
    }
    if (const QString known = m_folder ? m_folder() : QString(); !known.isEmpty())
        openDialog(sql, known);
    else
        askFolder(sql);
}

void AsMigration::askFolder(const QByteArray &sql)
{
    auto *folders = new QFileDialog(m_page, tr("Your migrations folder"));
    folders->setObjectName(u"migrationFolder"_s);
    folders->setAttribute(Qt::WA_DeleteOnClose);
    folders->setFileMode(QFileDialog::Directory);
    folders->setOption(QFileDialog::ShowDirsOnly);
    connect(folders, &QFileDialog::fileSelected, this, [this, sql](const QString &folder) { openDialog(sql, folder); });
    folders->open();
}

void AsMigration::openDialog(const QByteArray &sql, const QString &folder)
{
    delete m_dialog;
    m_dialog = new AsMigrationDialog(folder, titleFor(sql), m_page);
    connect(m_dialog, &AsMigrationDialog::titleChanged, this, [this, sql, folder] { draft(sql, folder); });
    connect(m_dialog, &AsMigrationDialog::writeWanted, this, &AsMigration::write);
    m_dialog->open();
    draft(sql, folder);
}

void AsMigration::draft(const QByteArray &sql, const QString &folder)
{
    if (!m_dialog)
        return;
    // Without a connection the text alone is known, which is said by what cannot be written.
    std::shared_ptr<connection::Session> session;
    if (m_services.connection && m_services.connection->isConnected())
        session = m_services.connection->takeSession(connection::SessionRole::Reader, tr("draft of a migration"))
                      .value_or(nullptr);
    catalog::Snapshot before = m_services.connection ? m_services.connection->catalog() : nullptr;
    if (before && before->stage != catalog::Stage::Complete)
        before = nullptr;
    using Answer = Result<operations::ScriptMigration>;
    const auto make = [folder, title = m_dialog->title(), sql, before](connection::Session *one) -> Answer {
        return operations::draftScriptMigration(one, folder, title, sql, before.get());
    };
    m_drafting.ask(
        this,
        session ? m_jobs.run(std::move(session), [make](connection::Session &one) -> Answer { return make(&one); })
                : m_jobs.run([make]() -> Answer { return make(nullptr); }),
        [this](const Answer &draft) {
            if (m_dialog)
                m_dialog->showDraft(draft);
        });
}

void AsMigration::write()
{
    if (!m_dialog || !m_dialog->draft())
        return;
    m_dialog->setBusy(true);
    const operations::ScriptMigration draft = *m_dialog->draft();
    whenDone(
        this,
        m_jobs.run([draft]() -> Result<migration::NewMigration> { return operations::writeScriptMigration(draft); }),
        [this, draft](const Result<migration::NewMigration> &made) {
            if (!made) {
                if (m_dialog) {
                    m_dialog->setBusy(false);
                    m_dialog->showError(made.error());
                } else {
                    Q_EMIT reported(Tone::Failed, made.error().message);
                }
                return;
            }
            if (m_dialog)
                m_dialog->accept();
            offerToOpen(draft.folder, *made);
        });
}

void AsMigration::offerToOpen(const QString &folder, const migration::NewMigration &made)
{
    Q_EMIT reported(Tone::Applied, tr("%1 and %2 were written.").arg(made.upFile, made.downFile));
    Question question;
    question.title = tr("Open the page of migrations?");
    question.text = tr("%1 was written, and is not applied yet.").arg(made.upFile);
    question.acceptText = tr("Open");
    m_services.prompter->confirm(m_page, question, [this, folder](bool accepted) {
        if (accepted)
            Q_EMIT written(folder);
    });
}

} // namespace howdah::ui
