// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the settings show of the real keychain: the program starts itself again on a session of its own.
#include "common/prompter.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connection/profile/profilestore.h"
#include "connection/server/environment.h"
#include "operations/keptsecrets.h"
#include "promptui/keyringsession.h"
#include "settings/keychainpanel.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using namespace howdah::ui;

namespace {

constexpr int Patience = 60'000;

class Answers final : public Prompter
{
public:
    void confirm(QWidget *, const Question &question, std::function<void(bool)> answered) override
    {
        asked << question.text;
        answered(yes);
    }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(std::nullopt);
    }
    bool yes = false;
    QStringList asked;
};

Profile profile(const QString &name)
{
    Profile made;
    made.name = name;
    made.target = *parseConnInfo(u"postgresql://app@db.example.org/"_s + name);
    made.secret = SecretSource::Keychain;
    return *ProfileStore().add(made);
}

} // namespace

class KeychainPanelTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsWhatIsSavedAndForgetsIt()
    {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.json"_s));
        TaskList tasks;
        Answers prompter;
        ConnectionController controller(&settings, &tasks);
        KeychainPanel panel({&controller, &settings, &tasks, &prompter});
        panel.show();
        auto *list = panel.findChild<QTreeWidget *>(u"keychainEntries"_s);
        auto *forget = panel.findChild<QPushButton *>(u"forgetSecret"_s);
        auto *news = panel.findChild<QLabel *>(u"keychainNews"_s);
        const auto look = [&panel] {
            QSignalSpy looked(&panel, &KeychainPanel::looked);
            panel.findChild<QPushButton *>(u"showKeychain"_s)->click();
            QTRY_VERIFY_WITH_TIMEOUT(!looked.isEmpty(), Patience);
        };
        panel.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(
            panel.findChild<QLabel *>(u"keychainProgram"_s)->text().contains(u"gnome-keyring"_s), Patience);
        look();
        QVERIFY(news->text().contains(u"saved nothing"_s));
        QVERIFY(!list->isVisible() && !forget->isEnabled());

        for (const QString &name : {u"shop"_s, u"staff"_s})
            QVERIFY(operations::keepSecret({profile(name), {}}, SecretKind::Password, u"Pl4nted"_s));
        look();
        QVERIFY(list->isVisible());
        QStringList shown;
        for (int i = 0; i < list->topLevelItemCount(); ++i)
            shown << list->topLevelItem(i)->text(0) + u": "_s + list->topLevelItem(i)->text(1);
        shown.sort();
        QCOMPARE(shown, (QStringList{u"Password: shop"_s, u"Password: staff"_s}));
        for (const QLabel *label : panel.findChildren<QLabel *>())
            QVERIFY(!label->text().contains(u"Pl4nted"_s));

        // Only when it was agreed to.
        const auto items = list->findItems(u"shop"_s, Qt::MatchExactly, 1);
        QCOMPARE(items.size(), 1);
        list->setCurrentItem(items.first());
        forget->click();
        QCOMPARE(prompter.asked.size(), 1);
        QVERIFY(prompter.asked[0].contains(u"shop"_s));
        QTest::qWait(50);
        QCOMPARE(list->topLevelItemCount(), 2);
        prompter.yes = true;
        forget->click();
        QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, Patience);
        QCOMPARE(list->topLevelItem(0)->text(1), u"staff"_s);
        QCOMPARE(operations::keptSecret({*ProfileStore().find(u"shop"_s), {}}, SecretKind::Password), QString());
        QCOMPARE(operations::keptSecret({*ProfileStore().find(u"staff"_s), {}}, SecretKind::Password), u"Pl4nted"_s);
    }
};

int main(int argc, char **argv)
{
    if (!test::hasKeyringSession()) {
        QCoreApplication application(argc, argv);
        return test::runInKeyringSession(argc, argv);
    }
    QApplication application(argc, argv);
    KeychainPanelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychainpanel.moc"
