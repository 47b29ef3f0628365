// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the page of dashboards leads to: own files and their editor, and the rows behind a mark.
#include "base/whendone.h"
#include "common/prompter.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardeditor.h"
#include "dashboard/dashboardfile.h"
#include "dashboard/dashboardpage.h"

#include <QFileInfo>
#include <QStackedWidget>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Definitions name tables as the search path of the database finds them; the page that browses wants the schemas.
void DashboardPage::openMarkRows(const QString &schema, const QString &relation, const QString &condition)
{
    m_board->askRows(schema, relation, condition, [this, relation](const Result<metrics::OpenedRows> &found) {
        if (found)
            Q_EMIT rowsWanted(found->schema, relation, found->condition);
        else
            tell(Tone::Failed, found.error().message + u". "_s + found.error().hint);
    });
}

// ---- files of one's own

void DashboardPage::askNew()
{
    TextQuestion question;
    question.title = tr("New dashboard");
    question.text = tr("How is it called? It becomes a file in %1.").arg(m_library.folder());
    question.placeholder = tr("Quality of the answers");
    question.acceptText = tr("Begin");
    question.problem = [](const QString &title) {
        return title.trimmed().isEmpty() ? tr("A dashboard needs a title.") : QString();
    };
    m_services.prompter->askText(this, question, [this](const std::optional<QString> &title) {
        if (title && !title->trimmed().isEmpty())
            writeNew(fileNameOf(*title), newDashboard(title->trimmed()));
    });
}

void DashboardPage::copyToEdit()
{
    if (const LibraryEntry *entry = m_library.find(m_path))
        writeNew(QFileInfo(entry->path).completeBaseName(), entry->yaml);
}

// The editor opens once the library has it.
void DashboardPage::writeNew(const QString &name, const QByteArray &yaml)
{
    const auto future =
        QtConcurrent::run([folder = m_library.folder(), name, yaml] { return writeUnderFreeName(folder, name, yaml); });
    whenDone(this, future, [this](const Result<QString> &path) {
        if (!path) {
            tell(Tone::Failed, path.error().message);
            return;
        }
        m_editLater = *path;
        if (m_library.find(*path)) // the folder is watched
            libraryChanged();
        else
            m_library.reload();
    });
}

void DashboardPage::makeEditor()
{
    if (m_editor)
        return;
    m_editor = new DashboardEditor(m_services.connection);
    m_faces->addWidget(m_editor);
    connect(m_editor, &DashboardEditor::closed, this, &DashboardPage::closeEditor);
    connect(m_editor, &DashboardEditor::saved, this, &DashboardPage::editorSaved);
}

void DashboardPage::edit()
{
    const LibraryEntry *entry = m_library.find(m_path);
    if (!entry || entry->isBuiltIn())
        return;
    makeEditor();
    m_board->cancel();
    m_faces->setCurrentWidget(m_editor);
    m_state->showContent();
    m_controls->hide();
    m_editor->open(m_path);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const metrics::TimeSelection usual = m_shown ? choice().range : metrics::TimeSelection{u"30d"_s};
    if (const auto range = resolve(usual, now, zone()))
        m_editor->setQuestion({*range, zone(), now, {}, true});
    updateActions();
}

void DashboardPage::closeEditor()
{
    m_editor->leave();
    m_faces->setCurrentWidget(m_board);
    m_library.reload();
    m_shown.reset(); // as the file is now
    showEntry();
}

void DashboardPage::editorSaved(const QString &path)
{
    tell(Tone::Applied, tr("%1 was saved.").arg(QFileInfo(path).fileName()));
    m_library.reload();
}

} // namespace howdah::ui
