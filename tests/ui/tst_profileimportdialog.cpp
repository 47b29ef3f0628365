// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles of other programs are taken over in the window, and written for them.
#include "common/theme.h"
#include "connect/dialog/profileexportdialog.h"
#include "connect/dialog/profileimportdialog.h"
#include "connection/keychain.h"
#include "connection/netserver.h"
#include "connection/profile/profilestore.h"
#include "connection/profile/secretsource.h"
#include "promptui/keyringsession.h"
#include "support/accessiblewalk.h"
#include "support/turnmeter.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::FoundPasswords;
using connection::Profile;
using connection::ProfileStore;
using connection::SecretSource;

class TestProfileImportDialog final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Theme> m_theme;

    QString write(const QString &name, const QByteArray &content) const
    {
        const QString path = m_folder.filePath(name);
        test::writeFile(path, content);
        return path;
    }
    static QPushButton *buttonOf(const QWidget &dialog, const QString &begin)
    {
        for (QPushButton *each : dialog.findChildren<QPushButton *>()) {
            if (each->text().startsWith(begin))
                return each;
        }
        qFatal("no button %s", qPrintable(begin));
    }
    static QTableWidget *table(const QWidget &dialog) { return dialog.findChild<QTableWidget *>(); }
    static QString notes(const QWidget &dialog)
    {
        QStringList all;
        for (const QListWidget *list : dialog.findChildren<QListWidget *>()) {
            for (int row = 0; row < list->count(); ++row)
                all << list->item(row)->text();
        }
        return all.join(u'\n');
    }
    static QString words(const QWidget &dialog)
    {
        QStringList all;
        for (const QLabel *each : dialog.findChildren<QLabel *>()) {
            if (each->isVisible())
                all << each->text();
        }
        return all.join(u'\n');
    }
    static bool readFile(ProfileImportDialog &dialog, const QString &path)
    {
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        dialog.setFile(path);
        return read.wait(30'000) && read.back()[0].toBool();
    }
    // All that was written anywhere in the data folder.
    QByteArray written() const
    {
        QByteArray all;
        QFile file(ProfileStore().file());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
    }
    void init() { QFile::remove(ProfileStore().file()); }

    void readsEachFormat_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("host");
        QTest::newRow("uri") << u"uris.txt"_s << QByteArray("postgresql://app@uri.example.org:5433/orders\n")
                             << u"uri.example.org"_s;
        QTest::newRow("dotenv") << u".env"_s
                                << QByteArray(
                                       "DATABASE_HOST=env.example.org\nDATABASE_NAME=orders\nDATABASE_USER=app\n")
                                << u"env.example.org"_s;
        QTest::newRow("service") << u"pg_service.conf"_s
                                 << QByteArray("[shop]\nhost=service.example.org\ndbname=orders\n")
                                 << u"service.example.org"_s;
        QTest::newRow("pgpass") << u".pgpass"_s << QByteArray("pass.example.org:5432:orders:app:Pl4nted\n")
                                << u"pass.example.org"_s;
        QTest::newRow("pgadmin") << u"servers.json"_s
                                 << QByteArray(R"({"Servers": {"1": {"Name": "shop", "Group": "Live", "Port": 5432,
                                     "Username": "app", "Host": "pgadmin.example.org", "MaintenanceDB": "orders"}}})")
                                 << u"pgadmin.example.org"_s;
        QTest::newRow("dbeaver") << u"data-sources.json"_s
                                 << QByteArray(R"({"connections": {"postgres-jdbc-1": {"provider": "postgresql",
                                     "name": "shop", "configuration": {"host": "dbeaver.example.org", "port": "5432",
                                     "database": "orders", "user": "app"}}}})")
                                 << u"dbeaver.example.org"_s;
        QTest::newRow("howdah") << u"howdah.json"_s << QByteArray(R"({"format": 1, "profiles": [{"name": "shop",
                                    "connection": {"host": "howdah.example.org"}}]})")
                                << u"howdah.example.org"_s;
    }
    void readsEachFormat()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, content);
        QFETCH(const QString, host);
        ProfileImportDialog dialog;
        dialog.show();
        QVERIFY(!buttonOf(dialog, u"Import"_s)->isEnabled());
        const QString path = write(file, content);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        QVERIFY2(readFile(dialog, path), qPrintable(words(dialog)));
        QCOMPARE(table(dialog)->rowCount(), 1);
        QVERIFY2(table(dialog)->item(0, 1)->text().contains(host), qPrintable(table(dialog)->item(0, 1)->text()));
        QVERIFY(!written().contains(host.toUtf8())); // a preview
        QSignalSpy imported(&dialog, &ProfileImportDialog::imported);
        buttonOf(dialog, u"Import 1"_s)->click();
        QVERIFY(imported.wait(30'000));
        const auto all = ProfileStore().profiles();
        QVERIFY(all && all->size() == 2);
        QCOMPARE(all->at(1).target.value(u"host"_s), host);
        QCOMPARE(imported[0][0].toStringList(), QStringList{all->at(1).id});
        QVERIFY(!dialog.isVisible());
        QVERIFY(!written().contains("Pl4nted"));
    }

    void onlyWhatIsChecked()
    {
        ProfileImportDialog dialog;
        dialog.show();
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        dialog.setText(u"postgresql://a@h1/x\npostgresql://b@h2/y\nnonsense\npostgresql://c@h3/z\n"_s);
        QVERIFY(read.wait(30'000));
        QCOMPARE(table(dialog)->rowCount(), 3);
        QVERIFY2(notes(dialog).contains(u"line 3"_s), qPrintable(notes(dialog))); // what is skipped, and where
        table(dialog)->item(1, 0)->setCheckState(Qt::Unchecked);
        table(dialog)->item(2, 0)->setText(u"third"_s);
        QSignalSpy imported(&dialog, &ProfileImportDialog::imported);
        buttonOf(dialog, u"Import 2"_s)->click();
        QVERIFY(imported.wait(30'000));
        const auto all = ProfileStore().profiles();
        QCOMPARE(all->size(), size_t(3));
        QVERIFY(ProfileStore().find(u"third"_s)->target.value(u"host"_s) == u"h3"_s);
        for (const Profile &each : *all)
            QVERIFY(each.target.value(u"host"_s) != u"h2"_s);
    }

    void synchronizeIsRefused()
    {
        ProfileImportDialog dialog;
        dialog.show();
        const QString path = write(u"sync.env"_s, "DATABASE_HOST=h\nDATABASE_NAME=d\nDATABASE_SYNCHRONIZE=true\n");
        QVERIFY(!readFile(dialog, path));
        QVERIFY2(words(dialog).contains(u"DATABASE_SYNCHRONIZE"_s), qPrintable(words(dialog)));
        QVERIFY2(words(dialog).contains(u"TypeORM"_s), qPrintable(words(dialog))); // with its reason
        QCOMPARE(table(dialog)->rowCount(), 0);
        QVERIFY(!buttonOf(dialog, u"Import"_s)->isEnabled());
        // The same without it is taken.
        QVERIFY(
            readFile(dialog, write(u"fine.env"_s, "DATABASE_HOST=h\nDATABASE_NAME=d\nDATABASE_SYNCHRONIZE=false\n")));
        QCOMPARE(table(dialog)->rowCount(), 1);
        QVERIFY(!words(dialog).contains(u"TypeORM"_s));
    }

    void whatCannotBeRead()
    {
        ProfileImportDialog dialog;
        dialog.show();
        QVERIFY(!readFile(dialog, m_folder.filePath(u"nowhere"_s)));
        QVERIFY(words(dialog).contains(u"cannot be read"_s));
        QVERIFY(!readFile(dialog, write(u"servers.json"_s, "{\n \"Servers\": broken")));
        QVERIFY2(words(dialog).contains(u"line 2"_s), qPrintable(words(dialog)));
        QVERIFY(!readFile(dialog, write(u"what.bin"_s, "???")));
        QVERIFY(words(dialog).contains(u"format"_s));
        // Said what it is, it is read as that.
        auto *format = dialog.findChild<QComboBox *>();
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        const QString path = write(u"list"_s, "host=h dbname=d user=u\n");
        format->setCurrentIndex(format->findText(u"URIs, one per line"_s));
        dialog.setFile(path);
        QVERIFY(read.wait(30'000) && read.back()[0].toBool());
        QCOMPARE(table(dialog)->rowCount(), 1);
    }

    void namesClash()
    {
        Profile there;
        there.name = u"shop"_s;
        there.target.set(u"host"_s, u"elsewhere"_s);
        (void)*ProfileStore().add(there);
        Profile same;
        same.name = u"kept"_s;
        same.target.set(u"host"_s, u"h2"_s);
        same.target.set(u"dbname"_s, u"y"_s);
        (void)*ProfileStore().add(same);
        ProfileImportDialog dialog;
        dialog.show();
        QVERIFY(readFile(
            dialog,
            write(u"pg_service.conf"_s, "[shop]\nhost=h1\ndbname=x\n[again]\nhost=h2\ndbname=y\n[other]\nhost=h3\n")));
        QCOMPARE(table(dialog)->rowCount(), 2);
        QCOMPARE(table(dialog)->item(0, 0)->text(), u"shop (2)"_s); // a free name
        QVERIFY2(notes(dialog).contains(u"Already exists: kept"_s), qPrintable(notes(dialog)));
        // Taken names are told beside the line, as long as it is checked.
        table(dialog)->item(0, 0)->setText(u"SHOP"_s);
        QVERIFY(table(dialog)->item(0, 4)->text().contains(u"already"_s));
        QVERIFY(!buttonOf(dialog, u"Import"_s)->isEnabled());
        table(dialog)->item(0, 0)->setText(u"Other"_s);
        QVERIFY(table(dialog)->item(1, 4)->text().contains(u"Another profile here"_s));
        table(dialog)->item(0, 0)->setText(u"a=b"_s);
        QVERIFY(table(dialog)->item(0, 4)->text().contains(u"cannot be named"_s));
        table(dialog)->item(0, 0)->setCheckState(Qt::Unchecked);
        QCOMPARE(table(dialog)->item(0, 4)->text(), QString());
        QVERIFY(buttonOf(dialog, u"Import 1"_s)->isEnabled());
        table(dialog)->item(0, 0)->setCheckState(Qt::Checked);
        table(dialog)->item(0, 0)->setText(u"fine"_s);
        // Somebody else takes the name meanwhile: nothing is made, and it is said.
        there.name = u"fine"_s;
        (void)*ProfileStore().add(there);
        QSignalSpy failed(&dialog, &ProfileImportDialog::failed);
        buttonOf(dialog, u"Import 2"_s)->click();
        QVERIFY(failed.wait(30'000));
        QVERIFY(dialog.isVisible() && words(dialog).contains(u"\"fine\" already"_s));
        QVERIFY(!ProfileStore().find(u"other"_s));
    }

    void passwordsGoWhereTheyShall_data()
    {
        QTest::addColumn<int>("place");
        QTest::addColumn<int>("source");
        QTest::addColumn<bool>("kept");
        QTest::newRow("keychain") << int(FoundPasswords::Keychain) << int(SecretSource::Keychain) << true;
        QTest::newRow("asked") << int(FoundPasswords::Ask) << int(SecretSource::Ask) << false;
        QTest::newRow("dropped") << int(FoundPasswords::Drop) << int(SecretSource::Keychain) << false;
    }
    void passwordsGoWhereTheyShall()
    {
        QFETCH(const int, place);
        QFETCH(const int, source);
        QFETCH(const bool, kept);
        ProfileImportDialog dialog;
        dialog.show();
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        dialog.setText(u"postgresql://app:Pl4nted@h/x\n"_s);
        QVERIFY(read.wait(30'000));
        QCOMPARE(table(dialog)->item(0, 3)->text(), u"Found"_s); // and not what it is
        QVERIFY(!words(dialog).contains(u"Pl4nted"_s));
        dialog.setPasswords(FoundPasswords(place));
        QSignalSpy imported(&dialog, &ProfileImportDialog::imported);
        buttonOf(dialog, u"Import 1"_s)->click();
        QVERIFY(imported.wait(60'000));
        const Profile profile = ProfileStore().profiles()->at(1);
        QCOMPARE(int(profile.secret), source);
        const auto held = connection::Keychain().read(connection::keychainEntry(profile));
        QCOMPARE(held.has_value(), kept);
        if (kept)
            QCOMPARE(*held, u"Pl4nted"_s);
        QVERIFY(!written().contains("Pl4nted"));
    }

    // Without found passwords there is nothing to choose.
    void noPasswordNoChoice()
    {
        ProfileImportDialog dialog;
        dialog.show();
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        dialog.setText(u"postgresql://app@h/x\n"_s);
        QVERIFY(read.wait(30'000));
        for (const QRadioButton *each : dialog.findChildren<QRadioButton *>())
            QVERIFY(!each->isVisible());
        QCOMPARE(table(dialog)->item(0, 3)->text(), u"In the keychain"_s);
        // It goes while it reads.
        dialog.setText(u"postgresql://app@h/y\n"_s);
    }

    void exportsWithoutSecrets()
    {
        Profile profile;
        profile.name = u"shop"_s;
        profile.group = u"Live"_s;
        profile.environment = connection::Environment::Production;
        profile.target.set(u"host"_s, u"db.example.org"_s);
        profile.secret = SecretSource::Command;
        profile.secretCommand = {u"printf"_s, u"Pl4nted"_s};
        profile = *ProfileStore().add(profile);
        Profile other = profile;
        other.name = u"store"_s;
        other = *ProfileStore().add(other);
        QVERIFY(connection::Keychain().write(connection::keychainEntry(profile), u"Pl4nted"_s));
        const QString path = m_folder.filePath(u"out.json"_s);
        {
            ProfileExportDialog dialog(profile.id);
            dialog.show();
            QSignalSpy loaded(&dialog, &ProfileExportDialog::loaded);
            QVERIFY(loaded.wait(30'000));
            dialog.setFile(path);
            QVERIFY2(
                words(dialog).contains(u"program that prints its password is not exported"_s),
                qPrintable(words(dialog)));
            QSignalSpy exported(&dialog, &ProfileExportDialog::exported);
            buttonOf(dialog, u"Export"_s)->click();
            QVERIFY(exported.wait(30'000));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.contains("db.example.org") && text.contains("production") && !text.contains("store"));
        QVERIFY(!text.contains("Pl4nted") && !text.contains("printf"));
        // Read again it is the same, but for its password.
        const auto again = connection::readProfiles(text, path, connection::ProfileFormat::Howdah);
        QVERIFY(again && again->profiles.size() == 1);
        QCOMPARE(again->profiles[0].profile.target, profile.target);
        // The other formats say what they cannot hold; a file that is there is not replaced unasked.
        ProfileExportDialog dialog({});
        dialog.show();
        QSignalSpy loaded(&dialog, &ProfileExportDialog::loaded);
        QVERIFY(loaded.wait(30'000));
        auto *format = dialog.findChild<QComboBox *>();
        format->setCurrentIndex(format->findText(u"URIs, one per line"_s));
        QVERIFY2(
            words(dialog).contains(u"this format does not support: environment, group"_s), qPrintable(words(dialog)));
        dialog.setFile(path);
        QSignalSpy failed(&dialog, &ProfileExportDialog::failed);
        buttonOf(dialog, u"Export"_s)->click();
        QVERIFY(failed.wait(30'000));
        QVERIFY(words(dialog).contains(u"already exists"_s));
        QSignalSpy exported(&dialog, &ProfileExportDialog::exported);
        buttonOf(dialog, u"Replace the file"_s)->click();
        QVERIFY(exported.wait(30'000));
        QFile second(path);
        QVERIFY(second.open(QIODevice::ReadOnly));
        QCOMPARE(second.readAll().count("postgresql://"), 2);
    }

    void keyboardAlone()
    {
        ProfileImportDialog dialog;
        dialog.show();
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        QTest::keyClicks(dialog.focusWidget(), write(u"uris.txt"_s, "postgresql://a@h/x\npostgresql://b@i/x\n"));
        QTRY_COMPARE(table(dialog)->rowCount(), 2);
        table(dialog)->setFocus();
        table(dialog)->setCurrentCell(1, 0);
        QTest::keyClick(table(dialog), Qt::Key_Space);
        QCOMPARE(table(dialog)->item(1, 0)->checkState(), Qt::Unchecked);
        QSignalSpy imported(&dialog, &ProfileImportDialog::imported);
        QTest::keyClick(table(dialog), Qt::Key_Return);
        QVERIFY(imported.wait(30'000));
        QCOMPARE(imported[0][0].toStringList().size(), 1);
    }

    void aScreenReaderMeetsItAll()
    {
        ProfileImportDialog dialog;
        dialog.show();
        QSignalSpy read(&dialog, &ProfileImportDialog::read);
        dialog.setText(u"postgresql://app:Pl4nted@h/x\nnonsense\n"_s);
        QVERIFY(read.wait(30'000));
        ProfileExportDialog other({});
        other.show();
        for (QWidget *each : std::initializer_list<QWidget *>{&dialog, &other}) {
            const test::AccessibleWalk walk = test::walkAccessibly(each);
            QVERIFY2(walk.nameless.isEmpty(), qPrintable(walk.nameless.join(u", "_s)));
            QVERIFY(walk.controls > 5);
        }
    }
};

int main(int argc, char **argv)
{
    if (!howdah::test::hasKeyringSession())
        return howdah::test::runInKeyringSession(argc, argv);
    return howdah::test::runUiTest<TestProfileImportDialog>(argc, argv, __FILE__);
}

#include "tst_profileimportdialog.moc"
