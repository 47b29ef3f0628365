// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profileimportdialog.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "connection/keychain.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::FoundPasswords;
using connection::FoundProfile;
using connection::ImportNote;
using connection::Profile;
using connection::ProfileFormat;

namespace {

enum Column { NameCell, PlaceCell, KindCell, PasswordCell, ProblemCell };

Result<std::vector<Profile>> presentProfiles() { return connection::ProfileStore().profiles(); }

} // namespace

ProfileImportDialog::~ProfileImportDialog() { forget(); }

void ProfileImportDialog::forget()
{
    for (auto *list : {&m_read.import.profiles, &m_read.plan.add}) {
        for (FoundProfile &each : *list)
            connection::wipeSecret(each.password);
    }
    m_read = {};
}

void ProfileImportDialog::setFile(const QString &path)
{
    m_source->setCurrentIndex(0);
    m_file->setText(path);
}

void ProfileImportDialog::setText(const QString &text)
{
    m_source->setCurrentIndex(1);
    m_text->setPlainText(text);
}

void ProfileImportDialog::setPasswords(FoundPasswords place) { m_passwords->button(int(place))->setChecked(true); }

// ---- reading

// While something is typed it is not read at each key.
void ProfileImportDialog::readLater()
{
    m_reads.drop();
    m_later.start();
}

void ProfileImportDialog::readNow()
{
    m_reads.drop();
    const bool isFile = m_source->currentIndex() == 0;
    const QString path = m_file->text().trimmed();
    const QByteArray text = isFile ? QByteArray() : m_text->toPlainText().toUtf8();
    if (isFile ? path.isEmpty() : text.trimmed().isEmpty()) {
        showRead(Read());
        return;
    }
    const QVariant wanted = m_format->currentData();
    const auto format = wanted.isValid() ? std::optional(ProfileFormat(wanted.toInt())) : std::nullopt;
    const QString pasted = tr("the pasted text");
    const auto answer = QtConcurrent::run([isFile, path, text, format, pasted]() -> Result<Read> {
        ASSIGN_OR_RETURN(QByteArray content, isFile ? connection::readProfileFile(path) : Result<QByteArray>(text));
        ASSIGN_OR_RETURN(auto import, connection::readProfiles(std::move(content), isFile ? path : pasted, format));
        ASSIGN_OR_RETURN(auto present, presentProfiles());
        Read read{std::move(import), {}, std::move(present)};
        read.plan = connection::planImport(read.import, read.present);
        return read;
    });
    m_reads.ask(this, answer, [this](const Result<Read> &done) { showRead(done); });
}

void ProfileImportDialog::showRead(Result<Read> answer)
{
    forget();
    m_problem->setVisible(!answer);
    if (answer)
        m_read = std::move(*answer);
    else
        m_problem->setText(describe(answer.error()));
    fillTable();
    fillDetours();
    fillNotes();
    const auto hasPassword = [](const FoundProfile &each) { return !each.password.isEmpty(); };
    m_passwordBox->setVisible(std::ranges::any_of(m_read.plan.add, hasPassword));
    judge();
    Q_EMIT read(answer.has_value());
}

void ProfileImportDialog::fillTable()
{
    const QSignalBlocker quiet(m_table);
    m_table->setRowCount(int(m_read.plan.add.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const FoundProfile &found = m_read.plan.add[size_t(row)];
        const Profile &profile = found.profile;
        auto *name = new QTableWidgetItem(profile.name);
        name->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemIsEditable);
        name->setCheckState(Qt::Checked);
        name->setToolTip(tr("Press F2 to change the name"));
        m_table->setItem(row, NameCell, name);
        const auto put = [this, row](Column column, const QString &text) {
            auto *item = new QTableWidgetItem(text);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            item->setToolTip(plainToolTip(text));
            m_table->setItem(row, column, item);
        };
        const QString place = connection::describe(profile.target);
        put(PlaceCell, profile.ssh.enabled ? tr("%1 by %2").arg(place, profile.ssh.host) : place);
        put(KindCell, profile.group.isEmpty() ? environmentName(profile.environment)
                                              : tr("%1, %2").arg(profile.group, environmentName(profile.environment)));
        put(PasswordCell, found.password.isEmpty() ? connection::secretSourceName(profile.secret) : tr("Found"));
        put(ProblemCell, {});
    }
    if (m_table->rowCount() > 0)
        m_table->setCurrentCell(0, NameCell);
}

void ProfileImportDialog::fillNotes()
{
    m_notes->clear();
    for (const QString &name : m_read.plan.present)
        new QListWidgetItem(icon(Tone::Neutral), tr("Already exists: %1").arg(name), m_notes);
    for (const ImportNote &note : m_read.import.notes)
        new QListWidgetItem(icon(Tone::Edited), tr("%1: %2").arg(note.place, note.why), m_notes);
    for (const FoundProfile &each : m_read.plan.add) {
        for (const connection::Detour &detour : each.leftOut)
            new QListWidgetItem(
                icon(Tone::Edited), tr("%1: %2").arg(each.profile.name, connection::describe(detour)), m_notes);
    }
    for (int row = 0; row < m_notes->count(); ++row)
        m_notes->item(row)->setToolTip(plainToolTip(m_notes->item(row)->text()));
    const bool any = m_notes->count() > 0;
    m_notes->setVisible(any);
    m_notesTitle->setVisible(any);
    m_notesTitle->setText(tr("Not imported, or imported differently (%1)").arg(m_notes->count()));
}

// One for each field, whatever number of profiles has it; what it would do stands among the notes.
void ProfileImportDialog::fillDetours()
{
    qDeleteAll(m_detours);
    m_detours.clear();
    QMap<QString, int> keys;
    for (const FoundProfile &each : m_read.plan.add) {
        for (const connection::Detour &detour : each.leftOut)
            ++keys[detour.key];
    }
    for (const auto &[key, count] : keys.asKeyValueRange()) {
        auto *choice = new QCheckBox(tr("Import %1 as well (%n profile(s))", nullptr, count).arg(plainCaption(key)));
        choice->setObjectName(key);
        m_detourBox->layout()->addWidget(choice);
        m_detours.push_back(choice);
    }
    m_detourBox->setVisible(!m_detours.empty());
}

// ---- choosing

bool ProfileImportDialog::isChecked(int row) const { return m_table->item(row, NameCell)->checkState() == Qt::Checked; }

QString ProfileImportDialog::nameProblem(int row) const
{
    if (!isChecked(row))
        return {};
    Profile profile = m_read.plan.add[size_t(row)].profile;
    profile.name = m_table->item(row, NameCell)->text().trimmed();
    if (const Result<void> fine = connection::check(profile); !fine)
        return fine.error().message;
    const QString key = connection::nameKey(profile.name);
    const auto isSame = [&key](const Profile &each) { return connection::nameKey(each.name) == key; };
    if (std::ranges::any_of(m_read.present, isSame))
        return tr("A profile with this name already exists");
    for (int other = 0; other < m_table->rowCount(); ++other) {
        if (other != row && isChecked(other) && connection::nameKey(m_table->item(other, NameCell)->text()) == key)
            return tr("Another profile here has this name");
    }
    return {};
}

void ProfileImportDialog::judge()
{
    int count = 0;
    bool fine = true;
    {
        const QSignalBlocker quiet(m_table);
        for (int row = 0; row < m_table->rowCount(); ++row) {
            const QString problem = nameProblem(row);
            QTableWidgetItem *cell = m_table->item(row, ProblemCell);
            cell->setText(problem);
            cell->setToolTip(plainToolTip(problem));
            cell->setIcon(problem.isEmpty() ? QIcon() : icon(Tone::Failed));
            cell->setForeground(color(Tone::Failed, palette()));
            fine = fine && problem.isEmpty();
            count += isChecked(row) ? 1 : 0;
        }
    }
    m_table->viewport()->update();
    m_import->setEnabled(!m_busy && fine && count > 0);
    m_import->setText(count > 0 ? tr("Import %1").arg(count) : tr("Import"));
    const bool given = m_source->currentIndex() == 0 ? !m_file->text().isEmpty() : !m_text->toPlainText().isEmpty();
    m_hint->setVisible(m_table->rowCount() == 0 && m_problem->isHidden());
    m_hint->setText(
        given ? tr("There is nothing to import.") : tr("What is found is shown here before anything is created."));
    m_table->setVisible(m_table->rowCount() > 0);
}

FoundPasswords ProfileImportDialog::passwords() const { return FoundPasswords(m_passwords->checkedId()); }

std::vector<FoundProfile> ProfileImportDialog::chosen() const
{
    std::vector<FoundProfile> all;
    QStringList agreed;
    for (const QCheckBox *choice : m_detours) {
        if (choice->isChecked())
            agreed << choice->objectName();
    }
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (!isChecked(row))
            continue;
        all.push_back(m_read.plan.add[size_t(row)]);
        all.back().profile.name = m_table->item(row, NameCell)->text().trimmed();
        (void)connection::agreeTo(all.back(), agreed); // their values were read as fields already
    }
    return all;
}

// ---- making them

void ProfileImportDialog::takeOver()
{
    m_busy = true;
    judge();
    const auto taken = QtConcurrent::run([chosen = chosen(), passwords = passwords()]() mutable {
        connection::ProfileStore store;
        return connection::takeOver(store, std::move(chosen), passwords);
    });
    whenDone(this, taken, [this](const Result<connection::TakenOver> &done) {
        m_busy = false;
        if (!done) {
            m_problem->setText(describe(done.error()));
            m_problem->show();
            judge();
            Q_EMIT failed(done.error());
            return;
        }
        QStringList ids;
        for (const Profile &each : done->profiles)
            ids << each.id;
        QStringList words{tr("%n profile(s) were created", nullptr, int(ids.size()))};
        for (const ImportNote &note : done->notes)
            words << tr("%1: %2").arg(note.place, note.why);
        Q_EMIT imported(ids, words.join(u". "_s));
        accept();
    });
}

} // namespace howdah::ui
