2
env -u HOME -u TILORES_HOME tilores search x
