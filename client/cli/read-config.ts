import { loadConfig, type Config } from '../../worker/config.ts';
import { ConfigMissing } from '../errors/config-missing.ts';

/**
 * @throws {@link ConfigMissing} when there is no such file.
 * @throws {@link InvalidConfig} when it cannot be used.
 */
export async function readConfigFile(file: string): Promise<Config> {
  try {
    return await loadConfig(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ConfigMissing(file, { cause: error });
    throw error;
  }
}
