// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every field of a profile, in the window.
#include "common/theme.h"
#include "connect/profilecolour.h"
#include "connect/dialog/profilecolourbutton.h"
#include "connect/dialog/profileeditor.h"
#include "connect/dialog/profileform.h"
#include "connect/dialog/profilehosts.h"
#include "connect/dialog/profilekeywordtable.h"
#include "support/accessiblewalk.h"
#include "support/turnmeter.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::Profile;
using connection::SecretSource;

class TestProfileEditor final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<ProfileEditor> m_editor;

    QWidget *named(const QString &name) const
    {
        for (QWidget *each : m_editor->findChildren<QWidget *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        qFatal("no %s", qPrintable(name));
    }
    QLineEdit *line(const QString &key) const { return m_editor->findChild<QLineEdit *>(key); }
    QString problem(const QString &keys) const
    {
        const auto *label = m_editor->findChild<QLabel *>(u"problem of "_s + keys);
        return label && !label->isHidden() ? label->text() : QString();
    }
    QTableWidget *table() const { return m_editor->findChild<QTableWidget *>(); }
    QTableWidgetItem *cell(const QString &keyword, int column) const
    {
        for (int row = 0; row < table()->rowCount(); ++row) {
            if (table()->item(row, 0)->text() == keyword)
                return table()->item(row, column);
        }
        return nullptr;
    }

    // Something other than the default in every field there is.
    static Profile full()
    {
        Profile profile;
        profile.id = u"1"_s;
        profile.name = u"Shop"_s;
        profile.group = u"Live"_s;
        profile.colour = u"#8452b8"_s;
        profile.environment = connection::Environment::Production;
        for (const connection::ProfileKeyword &each : connection::profileKeywords())
            profile.target.set(
                each.keyword, each.choices.isEmpty() ? each.isNumber ? u"7"_s : u"x"_s : each.choices.back());
        profile.target.set(u"ssl_min_protocol_version"_s, u"TLSv1.2"_s);
        profile.target.set(u"ssl_max_protocol_version"_s, u"TLSv1.3"_s);
        profile.target.set(u"host"_s, u"db1,db2"_s);
        profile.target.set(u"port"_s, u"5433,5434"_s);
        profile.timeZone = u"Europe/Berlin"_s;
        profile.searchPath = u"app, public"_s;
        profile.secret = SecretSource::Command;
        profile.secretCommand = {u"pass"_s, u"show"_s, u"two words"_s};
        profile.ssh = {true, u"bastion"_s, 2222, u"op"_s, u"/keys/id"_s, {u"a@first:22"_s, u"second"_s}};
        profile.pool = {3, 30};
        profile.logStatements = profile.auditTable = profile.offerMigrations = true;
        profile.unknown.insert(u"newer"_s, 1);
        return profile;
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light); }
    void init()
    {
        m_editor = std::make_unique<ProfileEditor>();
        m_editor->resize(640, 500);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
    }
    void cleanup()
    {
        m_editor.reset();
        m_theme->setChoice(ThemeChoice::Light);
    }

    void showsAndGivesBackEverything()
    {
        const Profile profile = full();
        QVERIFY(connection::check(profile));
        m_editor->setProfile(profile);
        QCOMPARE(m_editor->profile(), profile);
        QVERIFY(!m_editor->isEdited());
        QVERIFY(m_editor->problems().empty());
        QCOMPARE(line(u"search_path"_s)->text(), u"app, public"_s);
        QCOMPARE(qobject_cast<QLineEdit *>(named(u"Host 2"_s))->text(), u"db2"_s);
        QCOMPARE(qobject_cast<QLineEdit *>(named(u"Port 2"_s))->text(), u"5434"_s);
        QCOMPARE(
            qobject_cast<QPlainTextEdit *>(named(u"Program that prints the password"_s))->toPlainText(),
            u"pass\nshow\ntwo words"_s);
        // And an empty one after it is empty again.
        m_editor->setProfile({});
        QCOMPARE(m_editor->profile(), Profile());
    }

    // Whatever libpq runs, each of its keywords has its field, once.
    void everyKeywordHasItsField()
    {
        const QStringList keys = m_editor->keys();
        QVERIFY(connection::profileKeywords().size() > 30);
        for (const connection::ProfileKeyword &each : connection::profileKeywords())
            QCOMPARE(keys.count(each.keyword), 1);
        for (const QString &key : connection::ownFieldKeys() + QStringList{u"secret_command"_s, u"ssh"_s})
            QVERIFY2(keys.count(key) == 1, qPrintable(key));
    }

    // The name of a variable is not what an option would be without a value.
    void aVariableIsNotTakenForAValue()
    {
        const auto hostaddr =
            std::ranges::find(connection::profileKeywords(), u"hostaddr"_s, &connection::ProfileKeyword::keyword);
        QVERIFY(hostaddr != connection::profileKeywords().end());
        QVERIFY(hostaddr->byDefault.isEmpty() && !hostaddr->variable.isEmpty());
        QCOMPARE(cell(u"hostaddr"_s, 2)->text(), u'$' + hostaddr->variable);
        QCOMPARE(cell(u"sslsni"_s, 2)->text(), u"1"_s);
    }

    void eachFieldChangesTheProfile()
    {
        // From nothing to all, field by field, as somebody would type it.
        const Profile wanted = full();
        Profile start;
        start.id = wanted.id;
        start.unknown = wanted.unknown;
        m_editor->setProfile(start);
        QSignalSpy edited(m_editor.get(), &ProfileEditor::edited);
        for (ProfileForm *form : m_editor->findChildren<ProfileForm *>()) {
            for (const QString &key : form->keys()) {
                QWidget *field = m_editor->findChild<QWidget *>(key);
                QVERIFY2(field, qPrintable(key));
                const QString value = key == "ssh"_L1 ? u"yes"_s : connection::fieldOf(wanted, key);
                edited.clear();
                if (auto *check = qobject_cast<QCheckBox *>(field))
                    check->setChecked(true);
                else if (auto *choice = qobject_cast<QComboBox *>(field))
                    choice->setCurrentIndex(choice->findData(value));
                else
                    qobject_cast<QLineEdit *>(field)->setText(value);
                QVERIFY2(!edited.empty(), qPrintable(key));
            }
        }
        qobject_cast<QLineEdit *>(named(u"Host"_s))->setText(u"db1"_s);
        qobject_cast<QLineEdit *>(named(u"Port"_s))->setText(u"5433"_s);
        for (QToolButton *each : m_editor->findChildren<QToolButton *>()) {
            if (each->text() == u"Another host"_s)
                each->click();
        }
        qobject_cast<QLineEdit *>(named(u"Host 2"_s))->setText(u"db2"_s);
        qobject_cast<QLineEdit *>(named(u"Port 2"_s))->setText(u"5434"_s);
        m_editor->setEnvironment(wanted.environment);
        m_editor->findChild<ProfileColourButton *>()->setColour(wanted.colour);
        qobject_cast<QPlainTextEdit *>(named(u"Program that prints the password"_s))
            ->setPlainText(wanted.secretCommand.join(u'\n'));
        for (int row = 0; row < table()->rowCount(); ++row)
            table()->item(row, 1)->setText(wanted.target.value(table()->item(row, 0)->text()));
        QCOMPARE(connection::toJson(m_editor->profile()), connection::toJson(wanted));
        QCOMPARE(m_editor->profile(), wanted);
    }

    void problemsStandBesideTheirField_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("tab");
        const auto row = [](const char *key, const char *value, const char *words, int tab) {
            QTest::newRow(key) << QString::fromLatin1(key) << QString::fromLatin1(value) << QString::fromLatin1(words)
                               << tab;
        };
        row("name", "a=b", "cannot be named", 0);
        row("dbname", "a;b", "semicolon", 0);
        row("ssh_host", "-oProxyCommand=x", "not a valid host or user for a tunnel", 2);
        row("ssh_port", "65536", "not valid", 2);
        row("search_path", "a;b", "semicolon", 3);
        row("pool_most", "0", "pool cannot keep", 3);
        row("pool_idle", "many", "whole number", 3);
        row("connect_timeout", "soon", "whole number", 3);
    }
    void problemsStandBesideTheirField()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const QString, words);
        QFETCH(const int, tab);
        m_editor->setProfile({});
        line(key)->setText(value);
        QVERIFY2(problem(key).contains(words, Qt::CaseInsensitive), qPrintable(problem(key)));
        QVERIFY(line(key)->property("problem").toBool());
        QVERIFY(line(key)->accessibleDescription().contains(words, Qt::CaseInsensitive)); // heard as well
        QVERIFY(!m_editor->tabIcon(tab).isNull());
        const auto found = m_editor->problems(key == "name"_L1);
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(found.front().key, key);
        m_editor->showField(key);
        QCOMPARE(m_editor->currentIndex(), tab);
        QTRY_VERIFY(line(key)->hasFocus());
        // Seen as a whole, not cut off by the edge of the form.
        const auto *label = m_editor->findChild<QLabel *>(u"problem of "_s + key);
        const auto *form = qobject_cast<ProfileForm *>(m_editor->currentWidget());
        QTRY_VERIFY(form->viewport()->rect().contains(QRect(label->mapTo(form->viewport(), QPoint()), label->size())));
        line(key)->clear();
        QCOMPARE(problem(key), QString());
        QVERIFY(m_editor->tabIcon(tab).isNull());
    }

    void problemsOfHostsAndOptions()
    {
        qobject_cast<QLineEdit *>(named(u"Port"_s))->setText(u"70000"_s);
        QVERIFY(problem(u"host port"_s).contains(u"not valid"_s));
        qobject_cast<QLineEdit *>(named(u"Port"_s))->clear();
        QCOMPARE(problem(u"host port"_s), QString());
        // A program is wanted where the password is printed by one.
        auto *secret = m_editor->findChild<QComboBox *>(u"secret"_s);
        secret->setCurrentIndex(secret->findData(u"command"_s));
        QVERIFY(named(u"Program that prints the password"_s)->isVisible());
        QVERIFY(problem(u"secret_command"_s).contains(u"No program"_s));
        secret->setCurrentIndex(secret->findData(u"keychain"_s));
        QVERIFY(!named(u"Program that prints the password"_s)->isVisible());
        // Options of the last tab: the problem stands in their line.
        m_editor->setCurrentIndex(4);
        cell(u"gssencmode"_s, 1)->setText(u"perhaps"_s);
        QVERIFY(cell(u"gssencmode"_s, 3)->text().contains(u"cannot be \"perhaps\""_s));
        QVERIFY(!m_editor->tabIcon(4).isNull());
        QCOMPARE(m_editor->profile().target, connection::ConnInfo()); // it is not taken
        cell(u"gssencmode"_s, 1)->setText(u"disable"_s);
        QVERIFY(m_editor->tabIcon(4).isNull());
        QCOMPARE(m_editor->profile().target.value(u"gssencmode"_s), u"disable"_s);
    }

    void hostsInTheirOrder()
    {
        ProfileHosts hosts;
        hosts.set(u"a,b,c"_s, u"5433"_s);
        QCOMPARE(hosts.count(), 3);
        QCOMPARE(hosts.hosts(), u"a,b,c"_s);
        QCOMPARE(hosts.ports(), u"5433"_s); // one for all stays one
        hosts.set(u"a,b"_s, u"5433,"_s);
        QCOMPARE(hosts.ports(), u"5433,"_s);
        hosts.set(u"/run/sock"_s, {});
        QCOMPARE(hosts.hosts(), u"/run/sock"_s);
        QCOMPARE(hosts.ports(), QString());
        QSignalSpy edited(&hosts, &ProfileHosts::edited);
        hosts.set(u"a,b"_s, u"1,2"_s);
        QVERIFY(edited.empty());
        const auto buttons = hosts.findChildren<QToolButton *>();
        for (QToolButton *each : buttons) {
            if (each->accessibleName() == u"Remove host 1"_s) {
                each->click();
                break; // the next one is the first now
            }
        }
        QCOMPARE(hosts.hosts(), u"b"_s);
        QCOMPARE(hosts.ports(), u"2"_s);
        QCOMPARE(edited.size(), 1);
    }

    void colours()
    {
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            const QPalette palette = paletteFor(scheme);
            std::vector<QColor> all;
            for (const Swatch &each : swatches())
                all.push_back(legible(QColor(each.colour), palette));
            for (const char *extreme : {"#ffffff", "#000000", "#ffff00", "#000080", "#808080"})
                all.push_back(legible(QColor(QLatin1StringView(extreme)), palette));
            for (const QColor &each : all) {
                for (const QColor &ground :
                     {palette.color(QPalette::Window), palette.color(QPalette::Base), color(Surface::Raised, palette)})
                    QVERIFY2(contrast(each, ground) >= 4.5, qPrintable(each.name()));
            }
        }
        // Chosen from the menu, by its name.
        auto *button = m_editor->findChild<ProfileColourButton *>();
        QCOMPARE(button->text(), u"Same as the environment"_s);
        Q_EMIT button->menu()->aboutToShow();
        QSignalSpy edited(m_editor.get(), &ProfileEditor::edited);
        const auto actions = button->menu()->actions();
        const auto purple = std::ranges::find(actions, u"Purple"_s, &QAction::text);
        QVERIFY(purple != actions.end());
        (*purple)->trigger();
        QCOMPARE(m_editor->profile().colour, u"#8452b8"_s);
        QCOMPARE(button->accessibleName(), u"Colour: Purple"_s);
        QCOMPARE(edited.size(), 1);
        // What an import has brought is shown as it is.
        Profile imported;
        imported.colour = u"#123456"_s;
        m_editor->setProfile(imported);
        QCOMPARE(button->text(), u"#123456"_s);
    }

    // Its fields are there to be seen, and not to be changed.
    void thePrivateServerIsNotChanged()
    {
        m_editor->setProfile(connection::privateProfile());
        QVERIFY(!line(u"name"_s)->isEnabled());
        QVERIFY(!table()->isEnabled());
        QVERIFY(m_editor->problems().empty());
        m_editor->setProfile({});
        QVERIFY(line(u"name"_s)->isEnabled());
    }

    void cautionsAreTold()
    {
        Profile profile;
        profile.target.set(u"host"_s, u"db.example.org"_s);
        m_editor->setProfile(profile);
        const auto words = [this] {
            QStringList all;
            for (const QLabel *each : m_editor->findChildren<QLabel *>()) {
                if (!each->isHidden())
                    all << each->text();
            }
            return all.join(u'\n');
        };
        QVERIFY(words().contains(u"may not be encrypted"_s));
        auto *mode = m_editor->findChild<QComboBox *>(u"sslmode"_s);
        mode->setCurrentIndex(mode->findData(u"verify-full"_s));
        QVERIFY(!words().contains(u"may not be encrypted"_s));
    }

    void keyboardAlone()
    {
        m_editor->setProfile({});
        m_editor->activateWindow();
        line(u"name"_s)->setFocus();
        QTRY_VERIFY(line(u"name"_s)->hasFocus());
        // Tab reaches every field that is seen on each tab.
        for (int tab = 0; tab < m_editor->count(); ++tab) {
            m_editor->setCurrentIndex(tab);
            QSet<QWidget *> wanted;
            for (QWidget *each : m_editor->currentWidget()->findChildren<QWidget *>()) {
                const bool field = qobject_cast<QLineEdit *>(each) || qobject_cast<QComboBox *>(each)
                                || qobject_cast<QCheckBox *>(each) || qobject_cast<QPushButton *>(each)
                                || qobject_cast<QTableWidget *>(each);
                if (field && each->isVisible() && each->isEnabled() && !each->focusProxy())
                    wanted.insert(each);
            }
            QVERIFY(!wanted.isEmpty());
            QWidget *first = *wanted.begin();
            first->setFocus(Qt::TabFocusReason);
            for (int step = 0; step < 80 && !wanted.isEmpty(); ++step) {
                wanted.remove(QApplication::focusWidget());
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            }
            QStringList missed;
            for (const QWidget *each : std::as_const(wanted))
                missed << each->objectName() + u'/' + each->accessibleName();
            QVERIFY2(missed.isEmpty(), qPrintable(missed.join(u' ')));
        }
        // An option of the last tab is changed by F2.
        m_editor->setCurrentIndex(4);
        table()->setFocus();
        table()->setCurrentItem(cell(u"requirepeer"_s, 1));
        QTest::keyClick(table(), Qt::Key_F2);
        QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        QTest::keyClicks(QApplication::focusWidget(), u"postgres"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(m_editor->profile().target.value(u"requirepeer"_s), u"postgres"_s);
    }

    void nothingIsCutOff()
    {
        m_editor->setProfile(full());
        m_editor->resize(480, 360);
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            m_theme->setChoice(choice);
            for (int tab = 0; tab < 4; ++tab) {
                m_editor->setCurrentIndex(tab);
                QCoreApplication::processEvents();
                const auto *form = qobject_cast<ProfileForm *>(m_editor->currentWidget());
                // It scrolls down, and never sideways.
                QVERIFY2(
                    form->widget()->width() <= form->viewport()->width(),
                    qPrintable(
                        u"tab %1: %2 > %3"_s.arg(tab).arg(form->widget()->width()).arg(form->viewport()->width())));
                for (const QWidget *each : form->widget()->findChildren<QWidget *>()) {
                    if (!each->isVisible() || qobject_cast<const QLineEdit *>(each) || each->inherits("QComboBox"))
                        continue;
                    QVERIFY2(
                        each->width() >= each->minimumSizeHint().width(),
                        qPrintable(each->objectName() + each->accessibleName()));
                }
            }
        }
    }

    void aScreenReaderMeetsItAll()
    {
        m_editor->setProfile(full());
        int controls = 0;
        for (int tab = 0; tab < m_editor->count(); ++tab) {
            m_editor->setCurrentIndex(tab);
            const test::AccessibleWalk walk = test::walkAccessibly(m_editor.get());
            QVERIFY2(walk.nameless.isEmpty(), qPrintable(walk.nameless.join(u", "_s)));
            controls += walk.controls;
        }
        QVERIFY(controls > 60);
    }
};

int main(int argc, char **argv) { return howdah::test::runUiTest<TestProfileEditor>(argc, argv, __FILE__); }

#include "tst_profileeditor.moc"
