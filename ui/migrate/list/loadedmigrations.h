// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "migrate/list/migrationreader.h"

namespace howdah::ui {

// What one folder and one database say together: read, read again when something has changed, and judged. It ends with
// either of them, and what was asked for it is dropped then. UI thread.
class LoadedMigrations final : public QObject
{
    Q_OBJECT
public:
    // `database` is the one that proofs on copies are of. The reader outlives it.
    LoadedMigrations(MigrationReader &reader, QString folder, QString database, QObject *parent = nullptr);

    [[nodiscard]] const QString &folder() const { return m_folder; }
    // nullptr until it was read.
    [[nodiscard]] const std::shared_ptr<const Overview> &overview() const { return m_overview; }
    // Of this overview, or of the one before until it is judged again; nullptr before the first.
    [[nodiscard]] const std::shared_ptr<const Assessment> &assessment() const { return m_assessment; }
    [[nodiscard]] bool isAssessed() const { return m_assessment && !m_assessing; }
    // Of the database from what the last run left: of this overview, or of the one before until it is compared again.
    [[nodiscard]] const QStringList &differences() const { return m_differences; }
    // Why it was not compared, or not all of it.
    [[nodiscard]] const QString &uncompared() const { return m_uncompared; }
    [[nodiscard]] bool isReading() const { return m_read.question().isWanted(); }
    [[nodiscard]] bool isValidating() const { return m_validation.question().isWanted(); }

    void read();
    // The reader has another session: what was asked of the one before is dropped.
    void renew();
    // As it was read for something else.
    void take(std::shared_ptr<const Overview> overview);
    // Reads again if somebody else has run something.
    void lookAtHistory();
    // Proofs have come, or gone.
    void assessAgain();
    // Files, history and database judged together.
    void validate();

Q_SIGNALS:
    void changed(); // overview()
    void assessed();
    // Without an overview() there is none any more; with one, that is from before the line was lost.
    void failed(const howdah::Error &error);
    void wasRead(); // after changed() or failed()
    // What the log said was applied, and a crash of the server took back.
    void takenBack(const QStringList &lines);
    void compared();                                       // differences(), uncompared()
    void validated(const howdah::Result<QString> &report); // Markdown

private:
    void assess();
    void correctLog();
    void compare();

    MigrationReader &m_reader;
    QString m_folder;
    QString m_database;
    std::shared_ptr<const Overview> m_overview;
    std::shared_ptr<const Assessment> m_assessment;
    QStringList m_differences;
    QString m_uncompared;
    std::shared_ptr<const Overview> m_assessed;
    bool m_assessing = false;
    bool m_again = false; // something has changed since the read began
    Latest m_read;
    Latest m_look;
    Latest m_validation;
    Latest m_comparison;
};

} // namespace howdah::ui
