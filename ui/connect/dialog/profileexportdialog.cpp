// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profileexportdialog.h"

#include "base/whendone.h"
#include "common/checklist.h"
#include "common/icons.h"
#include "connection/profile/profiletransfer.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QStandardPaths>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Profile;
using connection::ProfileFormat;

namespace {

QString usualFile(ProfileFormat format)
{
    const QString name = format == ProfileFormat::Howdah ? u"howdah-profiles.json"_s
                       : format == ProfileFormat::Uri    ? u"databases.txt"_s
                                                         : u"pg_service.conf"_s;
    return QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(name);
}

} // namespace

ProfileExportDialog::ProfileExportDialog(const QString &chosen, QWidget *parent)
    : DialogFrame(
          named(tr("Export profiles"), tr("Passwords, and programs that print them, are not exported.")), parent)
    , m_list(new QListWidget)
    , m_format(new QComboBox)
    , m_file(new QLineEdit)
    , m_notes(mutedLabel())
{
    setMinimumSize(560, 420);
    build();
    connect(m_list, &QListWidget::itemChanged, this, [this] { judge(); });
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        m_file->setText(usualFile(format()));
        judge();
    });
    connect(m_file, &QLineEdit::textChanged, this, [this] {
        m_replace = false;
        judge();
    });
    m_file->setText(usualFile(format()));
    const auto read = QtConcurrent::run([] { return connection::ProfileStore().profiles(); });
    whenDone(this, read, [this, chosen](const Result<std::vector<Profile>> &profiles) {
        showProfiles(profiles, chosen);
        Q_EMIT loaded();
    });
}

void ProfileExportDialog::build()
{
    m_list->setAccessibleName(tr("Profiles to export"));
    toggleOnRow(m_list);
    content()->addWidget(m_list, 1);
    auto *grid = new QGridLayout;
    grid->setSpacing(space::inside);
    for (const ProfileFormat each : connection::exportFormats())
        m_format->addItem(connection::formatName(each), int(each));
    QLabel *formatLabel = plainLabel(tr("&Format"));
    formatLabel->setBuddy(m_format);
    m_format->setAccessibleName(tr("Format"));
    grid->addWidget(formatLabel, 0, 0);
    grid->addWidget(m_format, 0, 1, 1, 2);
    QLabel *fileLabel = plainLabel(tr("F&ile"));
    fileLabel->setBuddy(m_file);
    m_file->setAccessibleName(tr("File"));
    auto *choose = button(tr("Choose…"));
    grid->addWidget(fileLabel, 1, 0);
    grid->addWidget(m_file, 1, 1);
    grid->addWidget(choose, 1, 2);
    grid->setColumnStretch(1, 1);
    content()->addLayout(grid);
    m_notes->setWordWrap(true);
    m_notes->hide();
    content()->addWidget(m_notes);
    addProblem(u"problem"_s);
    addSafe(tr("Cancel"));
    m_write = addAccept(tr("Export"));
    m_write->setDefault(true);
    connect(choose, &QPushButton::clicked, this, &ProfileExportDialog::chooseFile);
    connect(m_write, &QPushButton::clicked, this, [this] { write(m_replace); });
}

void ProfileExportDialog::showProfiles(const Result<std::vector<Profile>> &profiles, const QString &chosen)
{
    if (!profiles)
        return showProblem(describe(profiles.error()));
    m_profiles = *profiles;
    std::erase_if(m_profiles, &connection::isPrivate);
    const bool one = std::ranges::find(m_profiles, chosen, &Profile::id) != m_profiles.end();
    {
        const QSignalBlocker quiet(m_list);
        for (const Profile &each : m_profiles) {
            const QString name = each.group.isEmpty() ? each.name : tr("%1 / %2").arg(each.group, each.name);
            auto *item = new QListWidgetItem(name, m_list);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setCheckState(!one || each.id == chosen ? Qt::Checked : Qt::Unchecked);
        }
        m_list->setCurrentRow(0);
    }
    judge();
}

ProfileFormat ProfileExportDialog::format() const { return ProfileFormat(m_format->currentData().toInt()); }

std::vector<Profile> ProfileExportDialog::checkedProfiles() const
{
    std::vector<Profile> all;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            all.push_back(m_profiles[size_t(row)]);
    }
    return all;
}

void ProfileExportDialog::judge()
{
    const std::vector<Profile> profiles = checkedProfiles();
    QStringList notes;
    if (const auto made = connection::exportProfiles(format(), profiles)) {
        for (const connection::ImportNote &note : made->notes)
            notes << tr("%1: %2").arg(note.place, note.why);
    }
    if (m_list->count() > 0 && profiles.empty())
        notes << tr("No profile is selected.");
    if (m_list->count() == 0)
        notes << tr("You have no profiles yet.");
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    m_write->setEnabled(!m_busy && !profiles.empty() && !m_file->text().trimmed().isEmpty());
    m_write->setText(m_replace ? tr("Replace the file") : tr("Export"));
    if (!m_replace)
        showProblem({});
}

void ProfileExportDialog::setFile(const QString &path) const { m_file->setText(path); }

void ProfileExportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Export profiles to"), QFileInfo(m_file->text()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(m_file->text());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_file->setText(path);
        m_replace = QFile::exists(path); // that dialog has asked
        judge();
    });
    dialog->open();
}

void ProfileExportDialog::write(bool replace)
{
    const auto made = connection::exportProfiles(format(), checkedProfiles());
    if (!made)
        return showProblem(describe(made.error()));
    const QString path = m_file->text().trimmed();
    m_busy = true;
    judge();
    const auto written =
        QtConcurrent::run([path, text = made->text, replace] { return connection::writeExport(path, text, replace); });
    whenDone(this, written, [this, path](const Result<void> &done) {
        m_busy = false;
        if (done) {
            Q_EMIT exported(path);
            accept();
            return;
        }
        m_replace = done.error().kind == ErrorKind::Conflict;
        judge();
        showProblem(m_replace ? tr("%1 already exists.").arg(path) : describe(done.error()));
        Q_EMIT failed(done.error());
    });
}

} // namespace howdah::ui
