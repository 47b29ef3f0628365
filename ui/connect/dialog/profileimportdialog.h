// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/dialogframe.h"
#include "connection/profile/profiletransfer.h"

#include <QStringList>
#include <QTimer>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QTableWidget;
class QTabWidget;

namespace howdah::ui {

// Takes over what other programs keep: a file or a pasted text, in one of seven formats. Shows each profile that it
// would make, with its name to change, and what it does not take and why; makes only what is checked. Fields that lead
// elsewhere than the host says stay out unless they are checked as well. Passwords that it finds go where the operator
// says; they are shown nowhere. All reading and writing happens on another thread.
class ProfileImportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit ProfileImportDialog(QWidget *parent = nullptr);
    ~ProfileImportDialog() override;

    void setFile(const QString &path);
    void setText(const QString &text);
    void setPasswords(connection::FoundPasswords place);

Q_SIGNALS:
    // The preview shows what was read; or why not.
    void read(bool fine);
    // Ids of the new profiles, and what became of it in a sentence.
    void imported(const QStringList &ids, const QString &words);
    void failed(const howdah::Error &error);

private:
    struct Read
    {
        connection::ProfileImport import;
        connection::ImportPlan plan;
        std::vector<connection::Profile> present;
    };

    QWidget *buildSource();
    QWidget *buildPreview();
    QWidget *buildPasswords();
    void chooseFile();
    void readLater();
    void readNow();
    void showRead(Result<Read> answer);
    void fillTable();
    void fillNotes();
    void fillDetours();
    void judge();
    void takeOver();
    void forget();
    [[nodiscard]] QString nameProblem(int row) const;
    [[nodiscard]] bool isChecked(int row) const;
    [[nodiscard]] connection::FoundPasswords passwords() const;
    [[nodiscard]] std::vector<connection::FoundProfile> chosen() const;

    QTabWidget *m_source;
    QLineEdit *m_file;
    QPlainTextEdit *m_text;
    QComboBox *m_format;
    Banner *m_problem;
    QLabel *m_hint;
    QTableWidget *m_table;
    QListWidget *m_notes;
    QLabel *m_notesTitle;
    QWidget *m_detourBox;
    std::vector<QCheckBox *> m_detours; // by the name of the object: the field
    QWidget *m_passwordBox = nullptr;
    QButtonGroup *m_passwords;
    QPushButton *m_import = nullptr;
    QTimer m_later;
    Read m_read;
    Latest m_reads;
    bool m_busy = false;
};

} // namespace howdah::ui
