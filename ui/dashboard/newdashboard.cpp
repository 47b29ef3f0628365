// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/newdashboard.h"

#include "base/whendone.h"
#include "common/prompter.h"
#include "dashboard/dashboardfile.h"
#include "dashboard/dashboardlibrary.h"

#include <QFileInfo>
#include <QtConcurrentRun>

namespace howdah::ui {

NewDashboard::NewDashboard(const QString &folder, Prompter *prompter, QWidget *page)
    : QObject(page)
    , m_folder(folder)
    , m_prompter(prompter)
    , m_page(page)
{
}

void NewDashboard::askTitle()
{
    TextQuestion question;
    question.title = tr("New dashboard");
    question.text = tr("What is its title? It becomes a file in %1.").arg(m_folder);
    question.placeholder = tr("Quality of the answers");
    question.acceptText = tr("Create");
    question.problem = [](const QString &title) {
        return title.trimmed().isEmpty() ? tr("A dashboard needs a title.") : QString();
    };
    m_prompter->askText(m_page, question, [this](const std::optional<QString> &title) {
        if (title && !title->trimmed().isEmpty())
            write(fileNameOf(*title), newDashboard(title->trimmed()));
    });
}

void NewDashboard::copy(const LibraryEntry &entry) { write(QFileInfo(entry.path).completeBaseName(), entry.yaml); }

void NewDashboard::write(const QString &name, const QByteArray &yaml)
{
    const auto future =
        QtConcurrent::run([folder = m_folder, name, yaml] { return writeUnderFreeName(folder, name, yaml); });
    whenDone(this, future, [this](const Result<QString> &path) {
        if (path)
            Q_EMIT written(*path);
        else
            Q_EMIT failed(path.error());
    });
}

} // namespace howdah::ui
