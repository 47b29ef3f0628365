// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/newdashboard.h"

#include "base/whendone.h"
#include "common/prompter.h"
#include "dashboard/dashboardfile.h"

#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PanelPlaceDialog::PanelPlaceDialog(
    const metrics::PanelTexts &panel, const std::vector<LibraryEntry> &entries, const QString &current, QWidget *parent)
    : DialogFrame(
          named(
              tr("Add to a dashboard"), tr("The panel \"%1\" asks its query again whenever the dashboard is shown.")
                                            .arg(panel.value(u"title"_s))),
          parent)
    , m_dashboards(new QComboBox(this))
    , m_title(new QLineEdit(this))
{
    setObjectName(u"panelPlaceDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_dashboards->addItem(tr("A new dashboard"), QString());
    for (const LibraryEntry &entry : entries) {
        if (entry.dashboard && !entry.isBuiltIn())
            m_dashboards->addItem(entry.title(), entry.path);
    }
    m_dashboards->setCurrentIndex(qMax(0, m_dashboards->findData(current)));
    m_dashboards->setAccessibleName(tr("Dashboard"));
    m_title->setText(panel.value(u"title"_s));
    m_title->setAccessibleName(tr("Title of the new dashboard"));
    auto *form = new QFormLayout;
    form->addRow(tr("Dashboard"), m_dashboards);
    form->addRow(tr("Title"), m_title);
    content()->addLayout(form);
    addSafe(tr("Cancel"));
    QPushButton *add = addAccept(tr("Add panel"));
    const auto update = [this, add] {
        const bool isNew = m_dashboards->currentData().toString().isEmpty();
        m_title->setEnabled(isNew);
        add->setEnabled(!isNew || !m_title->text().trimmed().isEmpty());
    };
    connect(m_dashboards, &QComboBox::currentIndexChanged, this, update);
    connect(m_title, &QLineEdit::textChanged, this, update);
    connect(add, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_dashboards->currentData().toString(), m_title->text().trimmed());
        accept();
    });
    update();
    m_dashboards->setFocus();
}

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
            write(fileNameOf(*title), newDashboard(title->trimmed()), &NewDashboard::written);
    });
}

void NewDashboard::copy(const LibraryEntry &entry)
{
    write(QFileInfo(entry.path).completeBaseName(), entry.yaml, &NewDashboard::written);
}

void NewDashboard::add(const QByteArray &yaml, const std::vector<LibraryEntry> &entries, const QString &current)
{
    const auto panel = metrics::panelTextsIn(yaml);
    if (!panel)
        return Q_EMIT failed(panel.error());
    delete m_dialog;
    m_dialog = new PanelPlaceDialog(*panel, entries, current, m_page);
    connect(
        m_dialog, &PanelPlaceDialog::chosen, this, [this, panel = *panel](const QString &path, const QString &title) {
            if (path.isEmpty())
                write(fileNameOf(title), newDashboard(title, panel), &NewDashboard::withPanel);
            else
                Q_EMIT panelWanted(path, panel);
        });
    Q_EMIT dialogOpened(m_dialog);
    m_dialog->open();
}

void NewDashboard::write(const QString &name, const QByteArray &yaml, void (NewDashboard::*done)(const QString &))
{
    const auto future =
        QtConcurrent::run([folder = m_folder, name, yaml] { return writeUnderFreeName(folder, name, yaml); });
    whenDone(this, future, [this, done](const Result<QString> &path) {
        if (path)
            Q_EMIT(this->*done)(*path);
        else
            Q_EMIT failed(path.error());
    });
}

} // namespace howdah::ui
